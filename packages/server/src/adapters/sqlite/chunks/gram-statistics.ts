/** How many chunks contain each 4-gram: hashes ascending, without repeats. */
export interface GramCounts {
  readonly hashes: Uint32Array;
  readonly frequencies: Uint16Array;
}

const RADIX_BITS = 11;
const BUCKETS = 1 << RADIX_BITS;

/**
 * Sorts numbers of 32 bits in three passes of 11 bits each: several times faster than comparing, on the hundred
 * thousand hashes of a batch of chunks.
 */
export function sortHashes(values: Uint32Array): Uint32Array {
  let from = values.slice();
  let to = new Uint32Array(values.length);
  for (let shift = 0; shift < 32; shift += RADIX_BITS) {
    const places = new Uint32Array(BUCKETS + 1);
    for (const value of from) {
      const bucket = (value >>> shift) & (BUCKETS - 1);
      places[bucket + 1] = (places[bucket + 1] as number) + 1;
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      places[bucket + 1] = (places[bucket + 1] as number) + (places[bucket] as number);
    }
    for (const value of from) {
      const bucket = (value >>> shift) & (BUCKETS - 1);
      const place = places[bucket] as number;
      to[place] = value;
      places[bucket] = place + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Counts how often each hash stands in the list: once for each chunk that contains it. */
export function countHashes(occurrences: Uint32Array): GramCounts {
  const sorted = sortHashes(occurrences);
  const hashes = new Uint32Array(sorted.length);
  const frequencies = new Uint16Array(sorted.length);
  let size = 0;
  for (let index = 0; index < sorted.length; ) {
    const hash = sorted[index] as number;
    const start = index;
    while (index < sorted.length && sorted[index] === hash) index++;
    hashes[size] = hash;
    frequencies[size++] = index - start;
  }
  return { hashes: hashes.slice(0, size), frequencies: frequencies.slice(0, size) };
}

/** Sums of two tables. */
export function addCounts(left: GramCounts, right: GramCounts): GramCounts {
  const capacity = left.hashes.length + right.hashes.length;
  const hashes = new Uint32Array(capacity);
  const frequencies = new Uint16Array(capacity);
  let size = 0;
  let leftIndex = 0;
  let rightIndex = 0;
  while (leftIndex < left.hashes.length || rightIndex < right.hashes.length) {
    // Past the end of a table stands something larger than every hash.
    const leftHash = left.hashes[leftIndex] ?? Number.POSITIVE_INFINITY;
    const rightHash = right.hashes[rightIndex] ?? Number.POSITIVE_INFINITY;
    let frequency = 0;
    if (leftHash <= rightHash) frequency += left.frequencies[leftIndex++] as number;
    if (rightHash <= leftHash) frequency += right.frequencies[rightIndex++] as number;
    hashes[size] = Math.min(leftHash, rightHash);
    frequencies[size++] = frequency;
  }
  return { hashes: hashes.slice(0, size), frequencies: frequencies.slice(0, size) };
}

/** The table without the chunks whose hashes `removed` counts. */
export function subtractCounts(
  { hashes, frequencies }: GramCounts,
  removed: ReadonlyMap<number, number>,
): GramCounts {
  if (removed.size === 0) return { hashes, frequencies };
  const kept = { hashes: new Uint32Array(hashes.length), frequencies: new Uint16Array(hashes.length) };
  let size = 0;
  for (let index = 0; index < hashes.length; index++) {
    const hash = hashes[index] as number;
    const frequency = (frequencies[index] as number) - (removed.get(hash) ?? 0);
    if (frequency <= 0) continue;
    kept.hashes[size] = hash;
    kept.frequencies[size++] = frequency;
  }
  return { hashes: kept.hashes.slice(0, size), frequencies: kept.frequencies.slice(0, size) };
}
