import { indexedText } from '../../../text/indexed-text.ts';
import type { ThreadContext } from '../operations.ts';
import { type ChunkPlace, SegmentBuilder } from './segment-builder.ts';
import {
  addSegment,
  isReadable,
  liveSegments,
  raiseGeneration,
  readDirectory,
  type SegmentRow,
  writePieces,
} from './segment-store.ts';
import { all, first, run } from './statements.ts';
import { parseList } from './stored-chunk.ts';

/** Chunks of a segment that is built anew: finishing it is one step. Merges make larger ones of them. */
const SEGMENT_CHUNKS = 512;
const NUMBERS_AT_ONCE = 512;
const INSPECTED_KEY = 'chunks.inspected';
const TOKENIZER_KEY = 'chunks.tokenizer';

type Tokenize = (text: string) => readonly string[];

/**
 * The first job after opening: looks for segments that cannot be read, because another version wrote them or because
 * they are damaged, and builds anew from the rows what they held. Begun again after a crash, it goes on where it was:
 * what has been built is covered by readable segments. Removals meanwhile hide what they remove in every segment.
 */
export function rebuildJob(context: ThreadContext): Generator<void, void> | undefined {
  return context.state.has(INSPECTED_KEY) ? undefined : inspect(context);
}

/** Something failed: the segments are looked at again. */
export function forgetInspection({ state }: ThreadContext): void {
  state.delete(INSPECTED_KEY);
}

function* inspect(context: ThreadContext): Generator<void, void> {
  const rows = liveSegments(context);
  const last = first<{ last: number | null }>(context, 'select max(number) as last from chunks')?.last ?? 0;
  const readable: SegmentRow[] = [];
  for (const row of rows) {
    if (isReadable(context, row)) readable.push(row);
    yield;
  }
  const unreadable = rows.filter((row) => !readable.includes(row));
  if (unreadable.length > 0) {
    yield* rebuild(context, readable, last);
    for (const { number } of unreadable)
      run(context, "update chunk_segments set state = 'dead' where number = ?", number);
    raiseGeneration(context);
  }
  context.state.set(INSPECTED_KEY, true);
}

/** Builds segments of the chunks up to the number `last` that none of the readable ones holds. */
function* rebuild(
  context: ThreadContext,
  readable: readonly SegmentRow[],
  last: number,
): Generator<void, void> {
  const covered = new Uint8Array(last + 1);
  for (const row of readable) {
    for (const number of readDirectory(context, row).chunkNumbers) covered[number] = 1;
    yield;
  }
  const tokenize = yield* loadTokenizer(context);
  let builder = new SegmentBuilder();
  let places: ChunkPlace[] = [];
  for (const number of numbersUpTo(context, last)) {
    if (covered[number] === 1) continue;
    const place = addChunk(context, builder, tokenize, number);
    if (place !== undefined) places.push(place);
    yield;
    if (places.length < SEGMENT_CHUNKS) continue;
    yield* store(context, builder, places);
    builder = new SegmentBuilder();
    places = [];
  }
  if (places.length > 0) yield* store(context, builder, places);
}

function* numbersUpTo(context: ThreadContext, last: number): Generator<number, void> {
  const sql = 'select number from chunks where number > ? and number <= ? order by number limit ?';
  let after = 0;
  for (;;) {
    const rows = all<{ number: number }>(context, sql, after, last, NUMBERS_AT_ONCE);
    for (const { number } of rows) yield number;
    const next = rows.at(-1);
    if (next === undefined) return;
    after = next.number;
  }
}

/** Undefined when the chunk has been removed or replaced. */
function addChunk(
  context: ThreadContext,
  builder: SegmentBuilder,
  tokenize: Tokenize,
  number: number,
): ChunkPlace | undefined {
  const row = first<{
    base: number;
    document: number;
    headings: string;
    text: string;
    vector: Uint8Array | null;
  }>(
    context,
    `select chunk_documents.base, chunks.document, chunks.headings, chunks.text, chunk_vectors.vector
     from chunks
     join chunk_documents on chunk_documents.number = chunks.document and chunk_documents.removed = 0
     join chunk_bases on chunk_bases.number = chunk_documents.base and chunk_bases.removed = 0
     left join chunk_vectors on chunk_vectors.number = chunks.number
     where chunks.number = ? and chunks.id is not null`,
    number,
  );
  if (row === undefined) return undefined;
  const { base, document, vector } = row;
  const gramText = indexedText({ headings: parseList<string>(row.headings), text: row.text });
  const indexable = { tokens: tokenize(gramText), gramText };
  builder.add(vector === null ? indexable : { ...indexable, vector: toFloats(vector) });
  return { base, document, number };
}

function toFloats(vector: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(vector).buffer);
}

function* store(
  context: ThreadContext,
  builder: SegmentBuilder,
  places: readonly ChunkPlace[],
): Generator<void, void> {
  const segment = builder.finish(places);
  const number = addSegment(context, 'pending', segment);
  yield* writePieces(context, number, segment);
  run(context, "update chunk_segments set state = 'live' where number = ?", number);
  raiseGeneration(context);
  yield;
}

/** Loaded only when it is needed: with its stemmers it takes some 15 MB. It comes while other tasks have their turn. */
function* loadTokenizer({ state }: ThreadContext): Generator<void, Tokenize> {
  import('../../../text/tokenize.ts').then(
    ({ tokenize }) => state.set(TOKENIZER_KEY, tokenize),
    (error: unknown) => state.set(TOKENIZER_KEY, error),
  );
  for (;;) {
    const loaded = state.get(TOKENIZER_KEY);
    if (typeof loaded === 'function') return loaded as Tokenize;
    if (loaded !== undefined) throw loaded;
    yield;
  }
}
