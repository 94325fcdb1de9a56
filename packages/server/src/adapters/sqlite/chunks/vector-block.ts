import { type SegmentArrays, signBytes } from './segment-layout.ts';

type VectorSections = Pick<SegmentArrays, 'blocks' | 'vectorOrdinals' | 'bits' | 'codes' | 'scales'>;

/** A vector of unit length and its chunk's place in the segment. */
export interface PlacedVector {
  readonly ordinal: number;
  readonly vector: Float32Array;
}

/** The vectors of one dimension in a segment. Spaces of different dimension lie side by side and are never compared. */
export interface VectorBlock {
  readonly dimension: number;
  /** Bytes of sign bits a vector. */
  readonly bytes: number;
  readonly ordinals: Uint16Array;
  readonly bits: Uint8Array;
  readonly codes: Int8Array;
  readonly scales: Float32Array;
}

const LARGEST_CODE = 127;

/** Gives the vector unit length; undefined for the zero vector and for one that is not of numbers. */
export function toUnitLength(vector: Float32Array): Float32Array | undefined {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > 0) || !Number.isFinite(length)) return undefined;
  return Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
}

/** Writes the signs of a vector: bit d & 7 of byte d >> 3 is set where component d is positive. */
function signBits(vector: Float32Array, bits: Uint8Array, offset: number): void {
  for (let index = 0; index < vector.length; index++) {
    if ((vector[index] as number) <= 0) continue;
    const byte = offset + (index >>> 3);
    bits[byte] = (bits[byte] as number) | (1 << (index & 7));
  }
}

/** Writes the components as bytes and returns the scale that turns them back. */
function quantise(vector: Float32Array, codes: Int8Array, offset: number): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / LARGEST_CODE;
  for (let index = 0; index < vector.length; index++) {
    codes[offset + index] = Math.round((vector[index] as number) / scale);
  }
  return scale;
}

/** The vector sections of a segment; the vectors come in the order of their ordinals. */
export function vectorSections(placed: readonly PlacedVector[]): VectorSections {
  const byDimension = Map.groupBy(placed, ({ vector }) => vector.length);
  const dimensions = [...byDimension.keys()].sort((left, right) => left - right);
  const sections = emptyVectorSections(
    dimensions.map((dimension) => ({ dimension, count: byDimension.get(dimension)?.length ?? 0 })),
  );
  const blocks = vectorBlocks(sections);
  for (const { dimension, bytes, ordinals, bits, codes, scales } of blocks) {
    for (const [index, { ordinal, vector }] of (byDimension.get(dimension) ?? []).entries()) {
      ordinals[index] = ordinal;
      signBits(vector, bits, index * bytes);
      scales[index] = quantise(vector, codes, index * dimension);
    }
  }
  return sections;
}

/** Sections with room for blocks of these sizes, to be filled through {@link vectorBlocks}. */
export function emptyVectorSections(
  sizes: readonly { readonly dimension: number; readonly count: number }[],
): VectorSections {
  const sum = (per: (dimension: number) => number): number =>
    sizes.reduce((total, { dimension, count }) => total + per(dimension) * count, 0);
  return {
    blocks: Uint32Array.from(sizes.flatMap(({ dimension, count }) => [dimension, count])),
    vectorOrdinals: new Uint16Array(sum(() => 1)),
    bits: new Uint8Array(sum(signBytes)),
    codes: new Int8Array(sum((dimension) => dimension)),
    scales: new Float32Array(sum(() => 1)),
  };
}

/** The blocks of a segment, as views of its sections. */
export function vectorBlocks(sections: VectorSections): VectorBlock[] {
  const result: VectorBlock[] = [];
  let vectors = 0;
  let bytes = 0;
  let components = 0;
  for (let index = 0; index < sections.blocks.length; index += 2) {
    const dimension = sections.blocks[index] as number;
    const count = sections.blocks[index + 1] as number;
    result.push({
      dimension,
      bytes: signBytes(dimension),
      ordinals: sections.vectorOrdinals.subarray(vectors, vectors + count),
      scales: sections.scales.subarray(vectors, vectors + count),
      bits: sections.bits.subarray(bytes, bytes + count * signBytes(dimension)),
      codes: sections.codes.subarray(components, components + count * dimension),
    });
    vectors += count;
    bytes += count * signBytes(dimension);
    components += count * dimension;
  }
  return result;
}
