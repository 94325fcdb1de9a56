import type { ThreadContext } from '../operations.ts';
import {
  decodeSegment,
  type EncodedSegment,
  type SegmentArrays,
  UnreadableSegment,
} from './segment-layout.ts';
import { all, each, first, insert, run } from './statements.ts';

/** A segment lies in pieces of this size, so that none of its writes or deletes holds the writer for long. */
const PIECE_BYTES = 256 * 1024;

export interface SegmentRow {
  readonly number: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly [column: string]: number;
}

/** Says that what readers hold is no longer current. */
export function raiseGeneration(context: ThreadContext): void {
  run(context, 'update chunk_state set generation = generation + 1');
}

/** The number that every change of the store raises. */
export function generationOf(context: ThreadContext): number {
  return first<{ generation: number }>(context, 'select generation from chunk_state')?.generation ?? 0;
}

/** The segments that are searched, oldest first. */
export function liveSegments(context: ThreadContext): SegmentRow[] {
  return all<SegmentRow>(
    context,
    "select number, chunks, bytes from chunk_segments where state = 'live' order by number",
  );
}

/** Opens a row for a segment that will be searched once it is `live`. */
export function addSegment(
  context: ThreadContext,
  state: 'pending' | 'live',
  { bytes, chunks }: EncodedSegment,
): number {
  const sql = 'insert into chunk_segments (state, chunks, bytes) values (?, ?, ?)';
  return insert(context, sql, state, chunks, bytes.byteLength);
}

/** Writes a segment piece by piece, with a pause after each. The first piece is the directory. */
export function* writePieces(
  context: ThreadContext,
  number: number,
  { bytes, directoryBytes }: EncodedSegment,
): Generator<void, void> {
  let start = 0;
  for (let piece = 0; start < bytes.byteLength; piece++) {
    const end = piece === 0 ? directoryBytes : Math.min(start + PIECE_BYTES, bytes.byteLength);
    const sql = 'insert into chunk_segment_pieces (segment, piece, data) values (?, ?, ?)';
    run(context, sql, number, piece, bytes.subarray(start, end));
    start = end;
    yield;
  }
}

/** Deletes a segment that is no longer searched, piece by piece, with a pause after each. */
export function* deletePieces(context: ThreadContext, number: number): Generator<void, void> {
  const sql =
    'delete from chunk_segment_pieces where segment = ? and piece = (select max(piece) from chunk_segment_pieces where segment = ?)';
  while (run(context, sql, number, number) > 0) yield;
  run(context, 'delete from chunk_segments where number = ?', number);
}

/** Reads a whole segment. @throws UnreadableSegment */
export function readSegment(context: ThreadContext, { number, bytes }: SegmentRow): SegmentArrays {
  const buffer = new Uint8Array(bytes);
  const sql = 'select data from chunk_segment_pieces where segment = ? order by piece';
  let offset = 0;
  for (const { data } of each<{ data: Uint8Array }>(context, sql, number)) {
    if (offset + data.byteLength <= bytes) buffer.set(data, offset);
    offset += data.byteLength;
  }
  if (offset !== bytes) throw new UnreadableSegment(`Segment ${number} has ${offset} of its ${bytes} bytes.`);
  return decodeSegment(buffer);
}

/** Reads which chunks a segment holds; its other arrays are empty. @throws UnreadableSegment */
export function readDirectory(context: ThreadContext, { number, bytes, chunks }: SegmentRow): SegmentArrays {
  const sql = 'select data from chunk_segment_pieces where segment = ? and piece = 0';
  const piece = first<{ data: Uint8Array }>(context, sql, number);
  if (piece === undefined) throw new UnreadableSegment(`Segment ${number} has no directory.`);
  const directory = decodeSegment(Uint8Array.from(piece.data), bytes);
  if (directory.chunkNumbers.length !== chunks)
    throw new UnreadableSegment(`Segment ${number} has not the chunks that it should have.`);
  return directory;
}

/** Whether the pieces of a segment are all there and begin with a directory that can be read. */
export function isReadable(context: ThreadContext, row: SegmentRow): boolean {
  const sql = 'select sum(length(data)) as bytes from chunk_segment_pieces where segment = ?';
  if (first<{ bytes: number | null }>(context, sql, row.number)?.bytes !== row.bytes) return false;
  try {
    readDirectory(context, row);
    return true;
  } catch (error) {
    if (error instanceof UnreadableSegment) return false;
    throw error;
  }
}
