/** The scores of one candidate as the store gave them. */
export interface LegScores {
  readonly textScore: number;
  readonly gramScore: number;
  /** Cosine; absent when question or passage has no vector. */
  readonly vectorScore?: number;
}

/** A candidate's place in the fused order; ranks count from 1, absent where a leg did not find it. */
export interface FusedScore {
  /** Position in the list that was given. */
  readonly index: number;
  readonly textRank?: number;
  /** Words and 4-grams together: `textScore / max + gramWeight * gramScore / max`. */
  readonly lexicalScore: number;
  readonly vectorRank?: number;
  readonly score: number;
}

export interface FusionWeights {
  /** Of the 4-gram leg against the words, 0..1. */
  readonly gramWeight: number;
  /** Of the vector leg against the lexical one, 0..1. */
  readonly vectorWeight: number;
}

/**
 * Standard scores are taken over so many passages: the candidates, and others that have the lowest score. Else the
 * spread, and with it the balance of the legs, would depend on how many candidates each leg happened to bring.
 */
const POOL = 1000;

/**
 * Fuses the legs and returns the candidates best first.
 *
 * Each leg is turned into standard scores over the candidates, so that neither its unit nor its spread decides, then
 * mixed: `(1 - w) z(lexical) + w z(cosine)`. Rank fusion throws the distances away and falls below the words alone on
 * many collections; this does not, as long as `w` is 0 for questions that the embedding does not know.
 */
export function fuse(candidates: readonly LegScores[], weights: FusionWeights): FusedScore[] {
  const lexical = lexicalScores(candidates, weights.gramWeight);
  const cosines = candidates.map(({ vectorScore }) => vectorScore);
  const words = standardScores(lexical, 0);
  const vectors = standardScores(cosines, lowest(cosines));
  const textRanks = ranks(
    candidates.map(({ textScore, gramScore }, index) =>
      textScore + gramScore > 0 ? lexical[index] : undefined,
    ),
  );
  const vectorRanks = ranks(cosines);
  const w = weights.vectorWeight;
  const fused = candidates.map((_, index): FusedScore => {
    const score = (1 - w) * (words[index] ?? 0) + w * (vectors[index] ?? 0);
    const [textRank, vectorRank] = [textRanks[index], vectorRanks[index]];
    return {
      index,
      lexicalScore: lexical[index] ?? 0,
      score,
      ...(textRank === undefined ? {} : { textRank }),
      ...(vectorRank === undefined ? {} : { vectorRank }),
    };
  });
  return fused.sort((one, other) => other.score - one.score || one.index - other.index);
}

function lexicalScores(candidates: readonly LegScores[], gramWeight: number): number[] {
  let mostText = 0;
  let mostGrams = 0;
  for (const { textScore, gramScore } of candidates) {
    mostText = Math.max(mostText, textScore);
    mostGrams = Math.max(mostGrams, gramScore);
  }
  return candidates.map(
    ({ textScore, gramScore }) =>
      (mostText > 0 ? textScore / mostText : 0) + (mostGrams > 0 ? (gramWeight * gramScore) / mostGrams : 0),
  );
}

/**
 * Distance from the mean in standard deviations; 0 for all when they are equal, and for what has no value.
 * @param floor the value that passages outside of the candidates are taken to have
 */
function standardScores(values: readonly (number | undefined)[], floor: number): number[] {
  const present = values.filter((value) => value !== undefined);
  const outside = Math.max(0, POOL - present.length);
  const size = present.length + outside;
  const mean = (present.reduce((sum, value) => sum + value, 0) + outside * floor) / size;
  const squares =
    present.reduce((sum, value) => sum + (value - mean) ** 2, 0) + outside * (floor - mean) ** 2;
  const deviation = Math.sqrt(squares / size);
  if (deviation < 1e-9) return values.map(() => 0);
  return values.map((value) => (value === undefined ? 0 : (value - mean) / deviation));
}

function lowest(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((least, value) => Math.min(least, value ?? least), 1);
}

/** Rank of each value, highest first, from 1; equal values in the order given. */
function ranks(values: readonly (number | undefined)[]): (number | undefined)[] {
  const order: { readonly index: number; readonly value: number }[] = [];
  for (const [index, value] of values.entries()) if (value !== undefined) order.push({ index, value });
  order.sort((one, other) => other.value - one.value || one.index - other.index);
  const result: (number | undefined)[] = values.map(() => undefined);
  for (const [rank, { index }] of order.entries()) result[index] = rank + 1;
  return result;
}
