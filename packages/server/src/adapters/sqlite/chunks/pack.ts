import type { IndexedChunk } from '../../../ports/chunk-store.ts';
import { type PackedChunk, type PutPart, TOKEN_SEPARATOR } from './put.ts';
import { toUnitLength } from './vector-block.ts';

/** Packs chunks for the way to the writer: a few texts and one array of numbers cross threads at little cost. */
export function packPart(
  chunks: readonly IndexedChunk[],
  { token, last }: Pick<PutPart, 'token' | 'last'>,
): PutPart {
  const vectors: Float32Array[] = [];
  const packed = chunks.map(({ tokens, vector, keywords, regions, ...chunk }): PackedChunk => {
    const unit = vector && toUnitLength(vector);
    if (unit !== undefined) vectors.push(unit);
    return {
      chunk,
      keywords: JSON.stringify(keywords),
      regions: JSON.stringify(regions),
      tokens: tokens.join(TOKEN_SEPARATOR),
      dimension: unit?.length ?? 0,
    };
  });
  return { token, last, chunks: packed, vectors: concatenate(vectors) };
}

function concatenate(vectors: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const vector of vectors) {
    all.set(vector, offset);
    offset += vector.length;
  }
  return all;
}
