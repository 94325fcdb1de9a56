import type { StatementSync } from 'node:sqlite';
import type { ThreadContext } from '../operations.ts';
import { first, prepared } from './statements.ts';

/** What scoring and naming a candidate takes; lists cost half as much as objects. */
export type CandidateRow = readonly [number: number, id: string, headings: string, text: string];

/** The rows of these chunks, in any order. */
export function readCandidates(context: ThreadContext, numbers: readonly number[]): CandidateRow[] {
  const sql = `
    select chunks.number, chunks.id, chunks.headings, chunks.text
    from json_each(?) as wanted join chunks on chunks.number = wanted.value`;
  return lists(context, sql).all(JSON.stringify(numbers)) as unknown as CandidateRow[];
}

/** Numbers and ids of these chunks, in any order. */
export function readIds(
  context: ThreadContext,
  numbers: readonly number[],
): (readonly [number: number, id: string])[] {
  const sql = `
    select chunks.number, chunks.id
    from json_each(?) as wanted join chunks on chunks.number = wanted.value`;
  return lists(context, sql).all(JSON.stringify(numbers)) as unknown as (readonly [number, string])[];
}

/**
 * Calls `visit` with the vector of each of these chunks that has one of this dimension. SQLite strings the bytes of all
 * of them together, which saves an array for each.
 */
export function readVectors(
  context: ThreadContext,
  numbers: readonly number[],
  dimension: number,
  visit: (number: number, vector: Float32Array) => void,
): void {
  const row = first<{ numbers: string | null; vectors: Uint8Array | null }>(
    context,
    `select group_concat(chunk_vectors.number) as numbers, cast(group_concat(vector, '') as blob) as vectors
     from json_each(?) as wanted
     join chunk_vectors on chunk_vectors.number = wanted.value
     where length(vector) = ?`,
    JSON.stringify(numbers),
    4 * dimension,
  );
  if (typeof row?.numbers !== 'string' || row.vectors === null) return;
  const vectors = new Float32Array(row.vectors.buffer, row.vectors.byteOffset, row.vectors.byteLength / 4);
  for (const [index, number] of row.numbers.split(',').entries()) {
    visit(Number(number), vectors.subarray(index * dimension, (index + 1) * dimension));
  }
}

/** A statement whose rows come as lists. */
function lists(context: ThreadContext, sql: string): StatementSync {
  const statement = prepared(context, sql);
  statement.setReturnArrays(true);
  return statement;
}
