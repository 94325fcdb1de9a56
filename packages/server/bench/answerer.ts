// How well the offline answerer quotes and refuses, given the passages that a small search finds: handbook questions,
// dialogues, and reading comprehension in three languages, each question also without its passage.
//   node bench/answerer.ts [--misses SET] [--fit]
import { parseArgs } from 'node:util';
import {
  type AnswerWeights,
  WITH_SIMILARITY,
  WITHOUT_SIMILARITY,
} from '../src/adapters/offline/answer-weights.ts';
import { type Examination, examine } from '../src/adapters/offline/quote-answer.ts';
import { answerFeatures, answerOdds, unitScore } from '../src/adapters/offline/score-units.ts';
import { selectUnits } from '../src/adapters/offline/select-units.ts';
import type { EmbeddingModel } from '../src/ports/embedding-model.ts';
import { parseSources, renderSources } from '../src/text/source-block.ts';
import { type AnswererCase, answererCases, embed, embeddingWeight } from './answerer-cases.ts';
import { fitWeights } from './answerer-fit.ts';

/** A case with its examination, and which units show what is looked for. */
export interface ExaminedCase extends AnswererCase, Examination {
  readonly right: readonly boolean[];
}

const embedding: EmbeddingModel = {
  ref: 'static@Bench',
  dimensions: 256,
  maxInputTokens: 100_000,
  maxBatch: 256,
  embed: async (texts) => ({ vectors: texts.map(embed), usage: { inputTokens: 0, outputTokens: 0 } }),
  fusionWeight: async (query) => embeddingWeight(query),
};

const { values } = parseArgs({ options: { misses: { type: 'string' }, fit: { type: 'boolean' } } });
const cases = await answererCases();
const examined = await examineAll(cases, true);
report(examined, 'with the embedding');
// In the product the embedding has its say wherever it knows the language.
const byWords = await examineAll(
  cases.filter(({ set }) => /-(?:en|vi|zh)$/.test(set)),
  false,
);
report(byWords, 'by words alone');
if (values.fit) {
  console.log('WITH_SIMILARITY', fitWeights(examined.filter((item) => item.withSimilarity)));
  console.log('WITHOUT_SIMILARITY', fitWeights(byWords));
}

async function examineAll(all: readonly AnswererCase[], withEmbedding: boolean): Promise<ExaminedCase[]> {
  const results: ExaminedCase[] = [];
  const times: number[] = [];
  for (const item of all) {
    const began = performance.now();
    const result = await examine({
      question: item.question,
      context: item.history
        .flatMap(({ role, content }) => (role === 'user' ? [content] : []))
        .slice(-2)
        .join('\n'),
      sources: parseSources(renderSources(item.sources)),
      ...(withEmbedding ? { embedding } : {}),
      signal: new AbortController().signal,
    });
    times.push(performance.now() - began);
    results.push({ ...item, ...result, right: result.units.map(({ text }) => isRight(item, text)) });
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
  console.log(
    `${all.length} questions; milliseconds p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}`,
  );
  return results;
}

function isRight(item: AnswererCase, text: string): boolean {
  return (
    item.answers.some((answer) => plain(text).includes(plain(answer))) ||
    item.evidence.some((one) => shows(text, one))
  );
}

function shows(quote: string, sentence: string): boolean {
  const [one, other] = [plain(quote), plain(sentence)];
  return one.includes(other) || (one.length >= 20 && other.includes(one));
}

/** Text without Markdown marks and with its white space folded. */
function plain(text: string): string {
  return text
    .replace(/[*|\\_`]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function report(all: readonly ExaminedCase[], title: string): void {
  const sets = new Map<string, { total: number; right: number; evidence: number; quotes: number }>();
  for (const item of all) {
    const { refused, quoted } = answer(item, item.withSimilarity ? WITH_SIMILARITY : WITHOUT_SIMILARITY);
    const key = `${item.set} ${item.answerable ? 'answered' : 'refused'}`;
    const counts = sets.get(key) ?? { total: 0, right: 0, evidence: 0, quotes: 0 };
    const shown = showsAll(item, quoted);
    counts.total += 1;
    counts.right += Number(refused !== item.answerable);
    counts.evidence += Number(!refused && shown);
    counts.quotes += refused ? 0 : quoted.length;
    sets.set(key, counts);
    if (values.misses === item.set && (refused === item.answerable || (item.answerable && !shown)))
      console.log(
        `${refused ? 'refused' : 'answered'}: ${item.question}\n${quoted
          .slice(0, 4)
          .map((text) => `    ${text}`)
          .join('\n')}`,
      );
  }
  console.log(`\n${title}`.padEnd(34), 'right    evidence quoted, quotes an answer');
  for (const [key, { total, right, evidence, quotes }] of sets) {
    const known = key.endsWith('answered') && !key.startsWith('dialogue');
    const share = (count: number) => `${((100 * count) / total).toFixed(1)} %`.padStart(8);
    console.log(
      key.padEnd(24),
      `of ${total}`.padEnd(8),
      share(right),
      known ? share(evidence) : '        ',
      (quotes / Math.max(1, right)).toFixed(1),
    );
  }
}

function answer(item: ExaminedCase, weights: AnswerWeights) {
  const scores = item.features.map((one) => unitScore(one, weights.unit));
  const refused = answerOdds(answerFeatures(item.features, scores), weights) < 0;
  return { refused, quoted: selectUnits(item.units, scores).map((index) => item.units[index]?.text ?? '') };
}

function showsAll(item: AnswererCase, quoted: readonly string[]): boolean {
  if (item.evidence.length > 0) return item.evidence.every((one) => quoted.some((text) => shows(text, one)));
  return quoted.some((text) => isRight(item, text));
}
