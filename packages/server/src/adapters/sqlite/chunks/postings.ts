import { B, K1 } from '../../../text/bm25.ts';
import { indexOf } from './binary-search.ts';
import { frequencyOf } from './postings-assembly.ts';
import { MANY, type SegmentArrays } from './segment-layout.ts';
import { rangesWithin, type Selection } from './selection.ts';

type Ranges = readonly (readonly [start: number, end: number])[];

/** The postings of a term that lie in a selection: ranges of indices of `postings`. */
function postingRanges(segment: SegmentArrays, term: number, selection: Selection): Ranges {
  if (term < 0) return [];
  const { postings, postingStarts } = segment;
  return rangesWithin(postings, postingStarts[term] as number, postingStarts[term + 1] as number, selection);
}

/** How many selected chunks have the term. Without a mask that is a difference of two places. */
export function countPostings(segment: SegmentArrays, term: number, selection: Selection): number {
  const { mask } = selection;
  const { postings } = segment;
  let count = 0;
  for (const [start, end] of postingRanges(segment, term, selection)) {
    if (mask === undefined) count += end - start;
    else for (let index = start; index < end; index++) count += mask[postings[index] as number] as number;
  }
  return count;
}

/** Scores by key; one place for each chunk of each segment. */
export interface Accumulator {
  readonly scores: Float32Array;
  /** How many terms the chunk has; absent when nobody asks. */
  readonly matches?: Uint16Array;
}

/** What a term adds, apart from the chunk: its weight times its idf, and the mean length of the chunks in scope. */
export interface TermImpact {
  readonly weight: number;
  readonly averageLength: number;
}

/**
 * Adds a term's part of BM25 to every selected chunk that has it (term at a time). Chunks outside the mask are scored
 * too: passing over them costs more than adding, and nobody looks at their scores.
 */
export function accumulate(
  segment: SegmentArrays,
  term: number,
  selection: Selection,
  { weight, averageLength }: TermImpact,
  { scores, matches }: Accumulator,
  offset: number,
): void {
  const { postings, frequencies, lengths } = segment;
  const factor = weight * (K1 + 1);
  const fixed = K1 * (1 - B);
  const slope = averageLength > 0 ? (K1 * B) / averageLength : 0;
  const constant = averageLength > 0 ? fixed : K1;
  for (const [start, end] of postingRanges(segment, term, selection)) {
    for (let index = start; index < end; index++) {
      const ordinal = postings[index] as number;
      let frequency = frequencies[index] as number;
      if (frequency === MANY) frequency = frequencyOf(segment, index);
      const norm = constant + slope * (lengths[ordinal] as number);
      const key = offset + ordinal;
      scores[key] = (scores[key] as number) + (factor * frequency) / (frequency + norm);
      if (matches !== undefined) matches[key] = (matches[key] as number) + 1;
    }
  }
}

/** How often the chunk has the term; 0 when it does not. */
export function termFrequency(segment: SegmentArrays, term: number, ordinal: number): number {
  if (term < 0) return 0;
  const { postings, postingStarts } = segment;
  const posting = indexOf(
    postings,
    ordinal,
    postingStarts[term] as number,
    postingStarts[term + 1] as number,
  );
  return posting < 0 ? 0 : frequencyOf(segment, posting);
}
