import { setImmediate as breathe } from 'node:timers/promises';
import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import type { ParsedSource } from '../../text/source-block.ts';
import { WITH_SIMILARITY, WITHOUT_SIMILARITY } from './answer-weights.ts';
import { type Unit, unitsOf } from './passage-units.ts';
import { questionTerms } from './question-terms.ts';
import { readQuestion } from './read-question.ts';
import { answerFeatures, answerOdds, unitScore } from './score-units.ts';
import { selectUnits } from './select-units.ts';
import { similarityBy } from './text-similarity.ts';
import { type UnitFeatures, unitFeatures } from './unit-features.ts';

/** What is asked, and what the answer may be quoted from. */
export interface QuoteRequest {
  readonly question: string;
  /** Earlier questions of the conversation. */
  readonly context: string;
  /** Best first. */
  readonly sources: readonly ParsedSource[];
  /** A local embedding, for words that mean the same. */
  readonly embedding?: EmbeddingModel;
  readonly signal: AbortSignal;
}

/** A question with all units of its sources, examined. */
export interface Examination {
  readonly units: readonly Unit[];
  readonly features: readonly UnitFeatures[];
  /** An embedding had a say. */
  readonly withSimilarity: boolean;
}

/** A unit to be quoted. */
export interface Quote {
  /** The n of the source's `[ID:n]`. */
  readonly mark: number;
  readonly text: string;
  readonly form: Unit['form'];
}

/** Cuts the sources into units and examines each as an answer, letting others run between the sources. */
export async function examine(request: QuoteRequest): Promise<Examination> {
  const { question, context, sources, embedding, signal } = request;
  const units: Unit[] = [];
  for (const [place, source] of sources.entries()) {
    units.push(...unitsOf(source, place, units.length));
    await breathe(undefined, { signal });
  }
  const { asked, background, kind, gist } = readQuestion(question, context);
  const terms = questionTerms(asked, background, units);
  const trusted = embedding !== undefined && (await embedding.fusionWeight(question)) > 0;
  const similarity = trusted ? await similarityBy(embedding, gist, terms, units, signal) : undefined;
  const features = unitFeatures(units, terms, kind, `${asked} ${background}`, similarity);
  return { units, features, withSimilarity: trusted };
}

/** The passages that answer the question, word for word, in the order in which to show them; none when none does. */
export async function quoteAnswer(request: QuoteRequest): Promise<Quote[]> {
  const { units, features, withSimilarity } = await examine(request);
  const weights = withSimilarity ? WITH_SIMILARITY : WITHOUT_SIMILARITY;
  const scores = features.map((one) => unitScore(one, weights.unit));
  if (answerOdds(answerFeatures(features, scores), weights) < 0) return [];
  return selectUnits(units, scores).flatMap((index) => {
    const unit = units[index];
    const source = unit && request.sources[unit.source];
    return unit && source ? [{ mark: source.index, text: unit.text, form: unit.form }] : [];
  });
}
