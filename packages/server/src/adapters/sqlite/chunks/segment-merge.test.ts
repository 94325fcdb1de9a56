import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexGrams } from '../../../text/grams.ts';
import { type ChunkPlace, type IndexableChunk, SegmentBuilder } from './segment-builder.ts';
import { decodeSegment, type EncodedSegment } from './segment-layout.ts';
import { mergeSegments, placesOf, type RemovedGrams } from './segment-merge.ts';

interface Sample {
  readonly chunk: IndexableChunk;
  readonly base: number;
  readonly document: number;
  readonly part: number;
  readonly kept: boolean;
}

const aSample: fc.Arbitrary<Sample> = fc.record({
  chunk: fc
    .record({
      words: fc.array(fc.constantFrom('red', 'apple', 'größe', '東京', 'stone', '\u{20000}', '\uffee'), {
        maxLength: 8,
      }),
      vector: fc.option(
        fc.constantFrom([1, 0, 0], [0, -1, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, -1]),
        { nil: undefined },
      ),
    })
    .map(({ words, vector }) => ({
      tokens: words,
      gramText: words.join(' '),
      ...(vector === undefined ? {} : { vector: Float32Array.from(vector) }),
    })),
  base: fc.nat(2),
  document: fc.nat(2),
  part: fc.nat(3),
  kept: fc.boolean(),
});

interface Placed extends Sample {
  readonly place: ChunkPlace;
}

function build(samples: readonly Placed[]): EncodedSegment {
  const builder = new SegmentBuilder();
  for (const { chunk } of samples) builder.add(chunk);
  return builder.finish(samples.map(({ place }) => place));
}

function run<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function gramsOf(samples: readonly Placed[]): Map<number, RemovedGrams> {
  const removed = new Map<number, RemovedGrams>();
  for (const { chunk, place } of samples) {
    const sum = removed.get(place.base) ?? { counts: new Map(), length: 0 };
    const { hashes, length } = indexGrams(chunk.gramText);
    for (const hash of hashes) sum.counts.set(hash, (sum.counts.get(hash) ?? 0) + 1);
    sum.length += length;
    removed.set(place.base, sum);
  }
  return removed;
}

describe('merging segments', () => {
  it('gives the very segment that the chunks which stay would have made', () => {
    fc.assert(
      fc.property(fc.array(aSample, { minLength: 1, maxLength: 30 }), (samples) => {
        const placed = samples.map((sample, number): Placed => {
          const place = {
            base: sample.base,
            document: sample.base * 10 + sample.document,
            number: number + 1,
          };
          return { ...sample, place };
        });
        const kept = placed.filter((sample) => sample.kept);
        const keptNumbers = new Set(kept.map(({ place }) => place.number));
        const inputs = [0, 1, 2, 3]
          .map((part) => placed.filter((sample) => sample.part === part))
          .filter((part) => part.length > 0)
          .map((part) => {
            const segment = decodeSegment(build(part).bytes);
            const alive = Uint8Array.from(placesOf(segment), ({ number }) =>
              keptNumbers.has(number) ? 1 : 0,
            );
            return { segment, alive };
          });
        const merged = run(mergeSegments(inputs, gramsOf(placed.filter((sample) => !sample.kept))));
        expect(merged).toEqual(kept.length === 0 ? undefined : build(kept));
      }),
      { numRuns: 300 },
    );
  });
});
