// Questions with the passages that a search finds for them: what the offline answerer is measured with.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { weightOfCoverage } from '../src/adapters/offline/static-embedding.ts';
import { inverseDocumentFrequency, termSaturation } from '../src/text/bm25.ts';
import type { PromptSource } from '../src/text/source-block.ts';
import { tokenize } from '../src/text/tokenize.ts';
import { loadStaticEmbedder } from '../src/workers/load-static-embedder.ts';
import { prepareDocument } from '../src/workers/prepare-document.ts';
import { sharedData } from '../test/shared-data.ts';

export interface AnswererCase {
  readonly set: string;
  readonly id: string;
  readonly question: string;
  readonly history: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  readonly sources: readonly PromptSource[];
  readonly answerable: boolean;
  /** Each must be seen in a quote. */
  readonly evidence: readonly string[];
  /** One must be seen in a quote. */
  readonly answers: readonly string[];
}

const embedder = loadStaticEmbedder(join(import.meta.dirname, '../models/static-embedding'));

/** The vector of a text, from the embedding that ships with the product. */
export const embed = (text: string): Float32Array => embedder.embed(text);

/** Its weight for a query, as the product sets it. */
export const embeddingWeight = (query: string): number => weightOfCoverage(embedder.coverage(query));

interface Passage extends PromptSource {
  readonly id: string;
}

/** A small search: words by BM25, and the static embedding, added as z-scores. */
function searcher(passages: readonly Passage[]) {
  const indexed = passages.map((passage) => {
    const whole = `${passage.document}\n${passage.section ?? ''}\n${passage.text}`;
    const counts = new Map<string, number>();
    for (const term of tokenize(whole)) counts.set(term, (counts.get(term) ?? 0) + 1);
    let length = 0;
    for (const count of counts.values()) length += count;
    return { passage, counts, length, vector: embed(whole) };
  });
  const frequencies = new Map<string, number>();
  for (const { counts } of indexed)
    for (const term of counts.keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const average = indexed.reduce((sum, { length }) => sum + length, 0) / indexed.length;
  return (
    query: string,
    context: string,
    count: number,
    without: ReadonlySet<string> = new Set(),
  ): Passage[] => {
    const weights = new Map<string, number>();
    for (const term of tokenize(query)) weights.set(term, 1);
    for (const term of tokenize(context)) if (!weights.has(term)) weights.set(term, 0.3);
    const vector = embed(`${query} ${query} ${context}`);
    const words = indexed.map(({ counts, length }) => {
      let score = 0;
      for (const [term, weight] of weights) {
        const count = counts.get(term);
        if (count)
          score +=
            weight *
            inverseDocumentFrequency(indexed.length, frequencies.get(term) ?? 0) *
            termSaturation(count, length, average);
      }
      return score;
    });
    const cosines = indexed.map((item) => dot(vector, item.vector));
    const [a, b] = [zScores(words), zScores(cosines)];
    return indexed
      .map(({ passage }, index) => ({ passage, score: (a[index] ?? 0) + 0.5 * (b[index] ?? 0) }))
      .filter(({ passage }) => !without.has(passage.id))
      .sort((left, right) => right.score - left.score)
      .slice(0, count)
      .map(({ passage }) => passage);
  };
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function zScores(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => (value - mean) / spread);
}

const SOURCES = 8;

interface Dialogue {
  readonly _id: string;
  readonly answerability: string;
  readonly history: AnswererCase['history'];
  readonly question: string;
}

function contextOf(history: AnswererCase['history']): string {
  return history
    .filter(({ role }) => role === 'user')
    .slice(-2)
    .map(({ content }) => content)
    .join(' ');
}

/** Questions about the handbook, and dialogues about other things asked of it and of their own passages. */
export async function dialogueCases(): Promise<AnswererCase[]> {
  const corpus = shared('data', 'demo-corpus');
  const folder = shared('data', 'conversation', 'mtrag-un');
  const handbook = searcher(await readHandbook(join(corpus, 'tts-handbook')));
  const own = searcher(
    (await lines<{ _id: string; title: string; text: string }>(join(folder, 'corpus.jsonl'))).map(
      ({ _id, title, text }) => ({
        id: _id,
        document: title || _id,
        text,
      }),
    ),
  );
  const cases: AnswererCase[] = [];
  for (const item of await lines<{
    id: string;
    question: string;
    lang: string;
    evidence: { sentence: string }[];
    history?: AnswererCase['history'];
  }>(join(corpus, 'questions.jsonl'))) {
    const history = item.history ?? [];
    cases.push({
      set: item.lang === 'en' ? 'handbook' : 'handbook-zh',
      id: item.id,
      question: item.question,
      history,
      sources: handbook(item.question, contextOf(history), SOURCES),
      answerable: item.evidence.length > 0,
      evidence: item.evidence.map(({ sentence }) => sentence),
      answers: [],
    });
  }
  for (const { _id: id, question, history, answerability } of await lines<Dialogue>(
    join(folder, 'conversations.jsonl'),
  )) {
    if (answerability !== 'ANSWERABLE' && answerability !== 'UNANSWERABLE') continue;
    const answerable = answerability === 'ANSWERABLE';
    const base = { id, question, history, evidence: [], answers: [] };
    cases.push({ ...base, set: 'dialogue', answerable, sources: own(question, contextOf(history), SOURCES) });
    if (answerable) continue;
    cases.push({
      ...base,
      set: 'foreign',
      answerable,
      sources: handbook(question, contextOf(history), SOURCES),
    });
  }
  return cases;
}

async function readHandbook(folder: string): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.md')) continue;
    const path = join(entry.parentPath, entry.name);
    const document = relative(folder, path);
    const { text, passages: cut } = await prepareDocument({ name: entry.name, bytes: await readFile(path) });
    for (const { start, end, headings } of cut)
      passages.push({
        id: `${document}:${start}`,
        document,
        section: headings.join(' > '),
        text: text.slice(start, end),
      });
  }
  return passages;
}

/** Reading-comprehension questions: with their paragraph among the sources, and without it. */
async function readingCases(set: string, every: number): Promise<AnswererCase[]> {
  const folder = shared('data', 'ir', set);
  const corpus = await lines<{ _id: string; title: string; text: string }>(join(folder, 'corpus.jsonl'));
  const search = searcher(corpus.map(({ _id: id, title, text }) => ({ id, document: title || id, text })));
  const gold = new Map<string, Set<string>>();
  for (const line of (await readFile(join(folder, 'qrels', 'test.tsv'), 'utf8')).split('\n').slice(1)) {
    const [query, document] = line.split('\t');
    if (query && document) gold.set(query, (gold.get(query) ?? new Set()).add(document));
  }
  const queries = await lines<{ _id: string; text: string; metadata: { answers: string[] } }>(
    join(folder, 'queries.jsonl'),
  );
  const cases: AnswererCase[] = [];
  for (const [index, { _id: id, text: question, metadata }] of queries.entries()) {
    if (index % every !== 0) continue;
    const base = { set, question, history: [], evidence: [] };
    const found = search(question, '', SOURCES);
    const relevant = gold.get(id) ?? new Set();
    if (found.some((passage) => relevant.has(passage.id)))
      cases.push({ ...base, id, sources: found, answerable: true, answers: metadata.answers });
    cases.push({
      ...base,
      id: `${id}-without`,
      sources: search(question, '', SOURCES, relevant),
      answerable: false,
      answers: [],
    });
  }
  return cases;
}

/** All cases, or those of one set. */
export async function answererCases(): Promise<AnswererCase[]> {
  return [
    ...(await dialogueCases()),
    ...(await readingCases('xquad-en', 2)),
    ...(await readingCases('xquad-vi', 4)),
    ...(await readingCases('xquad-zh', 4)),
    ...(await readingCases('cmrc2018-zh', 12)),
  ];
}

function shared(...parts: string[]): string {
  const path = sharedData(...parts);
  if (path === undefined)
    throw new Error(`The shared data is missing: ${parts.join('/')}; set COLLOQUY_SHARED.`);
  return path;
}

async function lines<T>(path: string): Promise<T[]> {
  const all = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return all.map((line) => JSON.parse(line) as T);
}
