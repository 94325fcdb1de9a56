import type { ThreadContext } from '../operations.ts';
import { indexOf } from './binary-search.ts';
import type { SegmentArrays } from './segment-layout.ts';
import { all } from './statements.ts';

/** Something that has been removed and still leaves traces. */
export interface Removal {
  readonly sequence: number;
  readonly kind: 'base' | 'document' | 'chunk';
  readonly number: number;
  /** Of a chunk. */
  readonly document: number;
  readonly [column: string]: string | number;
}

/** Removals after a number, oldest first. */
export function removalsAfter(context: ThreadContext, sequence: number): Removal[] {
  const sql =
    'select sequence, kind, number, document from chunk_removals where sequence > ? order by sequence';
  return all<Removal>(context, sql, sequence);
}

/** The ordinals of a segment that a removal takes: a range, empty when it takes none. */
export function ordinalsOf(
  segment: SegmentArrays,
  { kind, number, document }: Pick<Removal, 'kind' | 'number' | 'document'>,
): readonly [start: number, end: number] {
  if (kind === 'base') return rangeOfBase(segment, number);
  const range = rangeOfDocument(segment, kind === 'document' ? number : document);
  if (kind === 'document') return range;
  const ordinal = indexOf(segment.chunkNumbers, number, range[0], range[1]);
  return ordinal < 0 ? NOTHING : [ordinal, ordinal + 1];
}

const NOTHING = [0, 0] as const;

/** The ordinals of a base. */
export function rangeOfBase(
  { bases, baseStarts }: SegmentArrays,
  number: number,
): readonly [start: number, end: number] {
  const base = indexOf(bases, number, 0, bases.length);
  return base < 0 ? NOTHING : [baseStarts[base] as number, baseStarts[base + 1] as number];
}

const documentIndexes = new WeakMap<SegmentArrays, ReadonlyMap<number, number>>();

/** The ordinals of a document. Documents ascend within a base only, so they are looked up by an index made once. */
export function rangeOfDocument(
  segment: SegmentArrays,
  number: number,
): readonly [start: number, end: number] {
  let index = documentIndexes.get(segment);
  if (index === undefined) {
    index = new Map(Array.from(segment.documents, (document, place) => [document, place]));
    documentIndexes.set(segment, index);
  }
  const place = index.get(number);
  if (place === undefined) return NOTHING;
  return [segment.documentStarts[place] as number, segment.documentStarts[place + 1] as number];
}
