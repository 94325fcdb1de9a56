import type { StatementSync } from 'node:sqlite';
import type { ThreadContext } from '../operations.ts';
import { first, prepared } from './statements.ts';

/** Columns of a candidate's row, in the order of {@link CandidateRow}. */
const COLUMNS = `
  chunks.number, chunks.id, chunks.document, chunks.document_name, chunks.ordinal, chunks.start_offset,
  chunks.end_offset, chunks.text, chunks.headings, chunks.keywords, chunks.regions`;

/**
 * A candidate's row as a list: hundreds of them are read and cross threads in every search, and lists cost half as much
 * as objects.
 */
export type CandidateRow = readonly [
  number: number,
  id: string,
  document: number,
  documentName: string,
  ordinal: number,
  start: number,
  end: number,
  text: string,
  headings: string,
  keywords: string,
  regions: string,
];

/** The rows of these chunks, in any order. */
export function readCandidates(context: ThreadContext, numbers: readonly number[]): CandidateRow[] {
  const sql = `select ${COLUMNS} from json_each(?) as wanted join chunks on chunks.number = wanted.value`;
  return lists(context, sql).all(JSON.stringify(numbers)) as unknown as CandidateRow[];
}

/** Which document and base a number stands for. */
export type DocumentNames = readonly [number: number, documentId: string, knowledgeBaseId: string];

/** The names of the documents of these rows. */
export function readDocuments(context: ThreadContext, rows: readonly CandidateRow[]): DocumentNames[] {
  const sql = `
    select chunk_documents.number, document_id, base_id from json_each(?) as wanted
    join chunk_documents on chunk_documents.number = wanted.value
    join chunk_bases on chunk_bases.number = chunk_documents.base`;
  const numbers = [...new Set(rows.map(([, , document]) => document))];
  return lists(context, sql).all(JSON.stringify(numbers)) as unknown as DocumentNames[];
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
