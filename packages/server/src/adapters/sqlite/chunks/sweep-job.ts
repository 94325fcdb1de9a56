import type { ThreadContext } from '../operations.ts';
import { rewrite } from './merge-job.ts';
import { ordinalsOf, type Removal, removalsAfter } from './removals.ts';
import { liveSegments, raiseGeneration, readDirectory } from './segment-store.ts';
import { all, run } from './statements.ts';

/** Rows deleted between two pauses. */
const ROWS_A_STEP = 16;

/**
 * Removes the traces of everything that has been removed by now: first from the segments, then the rows, each removal's
 * own row last. Begun again after a crash, it finds the rewritten segments clean and goes on with the rows.
 */
export function sweepJob(context: ThreadContext): Generator<void, void> | undefined {
  const removals = removalsAfter(context, 0);
  return removals.length === 0 ? undefined : sweep(context, removals);
}

function* sweep(context: ThreadContext, removals: readonly Removal[]): Generator<void, void> {
  for (const row of liveSegments(context)) {
    const directory = readDirectory(context, row);
    const touched = removals.some((removal) => {
      const [start, end] = ordinalsOf(directory, removal);
      return end > start;
    });
    if (touched) yield* rewrite(context, [row]);
    yield;
  }
  for (const removal of removals) {
    yield* deleteRows(context, removal);
    run(context, 'delete from chunk_removals where sequence = ?', removal.sequence);
    yield;
  }
  raiseGeneration(context);
}

function* deleteRows(context: ThreadContext, { kind, number }: Removal): Generator<void, void> {
  if (kind === 'chunk') deleteChunk(context, number);
  else if (kind === 'document') yield* deleteDocument(context, number);
  else yield* deleteBase(context, number);
}

function deleteChunk(context: ThreadContext, number: number): void {
  run(context, 'delete from chunk_vectors where number = ?', number);
  run(context, 'delete from chunks where number = ?', number);
}

function* deleteDocument(context: ThreadContext, number: number): Generator<void, void> {
  const sql = 'select number from chunks where document = ? limit ?';
  for (;;) {
    const rows = all<{ number: number }>(context, sql, number, ROWS_A_STEP);
    if (rows.length === 0) break;
    for (const row of rows) deleteChunk(context, row.number);
    yield;
  }
  run(context, 'delete from chunk_documents where number = ?', number);
}

function* deleteBase(context: ThreadContext, number: number): Generator<void, void> {
  const sql = 'select number from chunk_documents where base = ? limit ?';
  for (;;) {
    const rows = all<{ number: number }>(context, sql, number, ROWS_A_STEP);
    if (rows.length === 0) break;
    for (const row of rows) yield* deleteDocument(context, row.number);
  }
  run(context, 'delete from chunk_bases where number = ?', number);
}
