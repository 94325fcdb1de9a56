import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import type { Unit } from './passage-units.ts';
import type { QuestionTerm } from './question-terms.ts';
import { LEAST_LIKE, type Similarity } from './unit-features.ts';

/** More distinct words than this are not compared one by one: the sources would be unusually long. */
const MOST_WORDS = 4_000;

/**
 * Likeness by an embedding: of the question and each unit, of the question's words and all words of the units. The
 * model should be a local one: this asks for some hundred short texts at once.
 */
export async function similarityBy(
  model: EmbeddingModel,
  question: string,
  terms: readonly QuestionTerm[],
  units: readonly Unit[],
  signal: AbortSignal,
): Promise<Similarity> {
  const asked = [...new Set(terms.flatMap(({ surface }) => (surface === '' ? [] : [surface])))];
  const words = [...new Set(units.flatMap((unit) => [...unit.words]))].slice(0, MOST_WORDS);
  const headings = [...new Set(units.map(({ heading }) => heading))];
  const groups = [[question], units.map(({ text }) => text), headings, asked, words];
  const vectors = await embedAll(model, groups.flat(), signal);
  const [[own] = [], ...rest] = regroup(vectors, groups);
  const [ofUnits = [], ofHeadings = [], ofAsked = [], ofWords = []] = rest;
  const headingVectors = new Map(headings.map((heading, index) => [heading, ofHeadings[index]] as const));
  const likeness = new Map(
    asked.map((word, index) => [word, likenessTo(ofAsked[index], words, ofWords)] as const),
  );
  return {
    units: ofUnits.map((vector) => cosine(own, vector)),
    windows: units.map((unit, index) => {
      const before = units[index - 1];
      if (before?.source !== unit.source) return cosine(own, ofUnits[index]);
      return cosineWithSum(
        own,
        ofUnits[index - 1],
        before.sequence.length,
        ofUnits[index],
        unit.sequence.length,
      );
    }),
    headed: units.map((unit, index) =>
      cosineWithSum(own, headingVectors.get(unit.heading), 3, ofUnits[index], unit.sequence.length),
    ),
    wordsLike: (word) => likeness.get(word) ?? NONE,
  };
}

/** Likeness to two texts taken together: their weighted sum stands for the vector of both. */
function cosineWithSum(
  own: Float32Array | undefined,
  one: Float32Array | undefined,
  oneWeight: number,
  other: Float32Array | undefined,
  otherWeight: number,
): number {
  if (!one || !other) return cosine(own, other);
  const sum = oneWeight * cosine(own, one) + otherWeight * cosine(own, other);
  const squares = oneWeight ** 2 + otherWeight ** 2 + 2 * oneWeight * otherWeight * cosine(one, other);
  return squares > 0 ? sum / Math.sqrt(squares) : 0;
}

/** Cuts a list into pieces as long as the groups, in order. */
function regroup<Item>(items: readonly Item[], groups: readonly (readonly unknown[])[]): Item[][] {
  let start = 0;
  return groups.map(({ length }) => {
    start += length;
    return items.slice(start - length, start);
  });
}

const NONE: ReadonlyMap<string, number> = new Map();

function likenessTo(
  vector: Float32Array | undefined,
  words: readonly string[],
  vectors: readonly Float32Array[],
): Map<string, number> {
  const alike = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    const likeness = cosine(vector, vectors[index]);
    if (likeness > LEAST_LIKE) alike.set(word, likeness);
  }
  return alike;
}

async function embedAll(
  model: EmbeddingModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += model.maxBatch) {
    const batch = texts.slice(start, start + model.maxBatch);
    vectors.push(...(await model.embed(batch, { purpose: 'query', signal })).vectors);
  }
  return vectors;
}

function cosine(left: Float32Array | undefined, right: Float32Array | undefined): number {
  if (!left || !right) return 0;
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
