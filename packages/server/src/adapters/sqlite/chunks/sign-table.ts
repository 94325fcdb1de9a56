/*
 * A stored vector is reduced to its signs, the query is not: the sum of the query's components, each with the stored
 * sign, follows the cosine far closer than the number of equal signs does. On 68,739 sentences of the test sets with the
 * built-in embedding (256 dimensions), the best 2,000 by that sum hold .998 of the true best ten and .91 of the best 200;
 * by equal signs .973 and .74. It costs no more: eight components are one look into a table.
 */

/** Values of {@link signSum}: 0 to this. */
export const LARGEST_SIGN_SUM = 8_191;

/**
 * For each byte of sign bits and each value it may have, what it adds. Sums are scaled to whole numbers from 0 to
 * {@link LARGEST_SIGN_SUM}, where the middle means 0.
 */
export function createSignTable(query: Float32Array): Int16Array {
  const bytes = Math.ceil(query.length / 8);
  let most = 0;
  for (const value of query) most += Math.abs(value);
  // Every byte's rounding may add half a step.
  const step = (LARGEST_SIGN_SUM - bytes) / (2 * most);
  const table = new Int16Array(bytes * 256);
  const sums = new Float64Array(256);
  for (let byte = 0; byte < bytes; byte++) {
    const eight = query.subarray(8 * byte, 8 * byte + 8);
    sums[0] = -eight.reduce((sum, value) => sum + value, 0);
    table[byte * 256] = Math.round((sums[0] as number) * step);
    for (let bits = 1; bits < 256; bits++) {
      const lowest = 31 - Math.clz32(bits & -bits);
      sums[bits] = (sums[bits & (bits - 1)] as number) + 2 * (eight[lowest] ?? 0);
      table[byte * 256 + bits] = Math.round((sums[bits] as number) * step);
    }
  }
  return table;
}

/** The sum of the query's components with the signs of the vector that begins at `offset`. */
export function signSum(table: Int16Array, bits: Uint8Array, offset: number, bytes: number): number {
  let sum = (LARGEST_SIGN_SUM + 1) / 2;
  const even = bytes & ~3;
  for (let byte = 0; byte < even; byte += 4) {
    const at = offset + byte;
    const row = byte << 8;
    sum =
      (sum +
        (table[row + (bits[at] as number)] as number) +
        (table[row + 256 + (bits[at + 1] as number)] as number) +
        (table[row + 512 + (bits[at + 2] as number)] as number) +
        (table[row + 768 + (bits[at + 3] as number)] as number)) |
      0;
  }
  for (let byte = even; byte < bytes; byte++) {
    sum += table[(byte << 8) + (bits[offset + byte] as number)] as number;
  }
  return sum;
}

/** The same from four bytes at a time, which is a fifth faster: little endian, as all machines that Node runs on. */
export function wordSignSum(table: Int16Array, words: Int32Array, offset: number, count: number): number {
  let one = (LARGEST_SIGN_SUM + 1) / 2;
  let other = 0;
  for (let place = 0; place < count; place++) {
    const word = words[offset + place] as number;
    const row = place << 10;
    one =
      (one + (table[row + (word & 255)] as number) + (table[row + 256 + ((word >>> 8) & 255)] as number)) | 0;
    other =
      (other +
        (table[row + 512 + ((word >>> 16) & 255)] as number) +
        (table[row + 768 + (word >>> 24)] as number)) |
      0;
  }
  return one + other;
}
