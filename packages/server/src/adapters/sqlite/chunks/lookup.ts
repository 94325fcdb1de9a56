import type { ChunkFilter } from '../../../ports/chunk-store.ts';
import type { Operation } from '../operations.ts';
import { all, first } from './statements.ts';
import { STORED_CHUNK_COLUMNS, type StoredChunk } from './stored-chunk.ts';

/** Live documents of the filter. Parameters: tenant, base ids, document ids or null, as JSON. */
const DOCUMENTS_IN_SCOPE = `
  from chunk_documents
  join chunk_bases on chunk_bases.number = chunk_documents.base
  where chunk_documents.removed = 0 and chunk_bases.removed = 0
    and chunk_bases.tenant_id = ?1 and chunk_bases.base_id in (select value from json_each(?2))
    and (?3 is null or chunk_documents.document_id in (select value from json_each(?3)))`;

function scopeParameters(filter: ChunkFilter): [string, string, string | null] {
  const { tenantId, knowledgeBaseIds, documentIds } = filter;
  return [
    tenantId,
    JSON.stringify(knowledgeBaseIds),
    documentIds === undefined ? null : JSON.stringify(documentIds),
  ];
}

/** The chunks of these ids that the filter admits, in the order of the ids. */
export const getChunks: Operation<
  { readonly filter: ChunkFilter; readonly ids: readonly string[] },
  StoredChunk[]
> = (context, { filter, ids }) => {
  const sql = `
    select ${STORED_CHUNK_COLUMNS}
    from json_each(?4) as wanted
    join chunks on chunks.id = wanted.value
    join chunk_documents on chunk_documents.number = chunks.document
    join chunk_bases on chunk_bases.number = chunk_documents.base
    where chunk_documents.removed = 0 and chunk_bases.removed = 0
      and chunk_bases.tenant_id = ?1 and chunk_bases.base_id in (select value from json_each(?2))
      and (?3 is null or chunk_documents.document_id in (select value from json_each(?3)))
    order by wanted.key`;
  return { output: all<StoredChunk>(context, sql, ...scopeParameters(filter), JSON.stringify(ids)) };
};

export interface ListInput {
  readonly filter: ChunkFilter;
  readonly offset: number;
  readonly limit: number;
}

/** Chunks in reading order. */
export const listChunks: Operation<ListInput, StoredChunk[]> = (context, { filter, offset, limit }) => {
  const sql = `
    select ${STORED_CHUNK_COLUMNS} from chunks
    join chunk_documents on chunk_documents.number = chunks.document
    join chunk_bases on chunk_bases.number = chunk_documents.base
    where chunks.id is not null and chunks.document in (select chunk_documents.number ${DOCUMENTS_IN_SCOPE})
    order by chunks.ordinal, chunks.number limit ?4 offset ?5`;
  return { output: all<StoredChunk>(context, sql, ...scopeParameters(filter), limit, offset) };
};

/** How many chunks the filter admits. */
export const countChunks: Operation<ChunkFilter, number> = (context, filter) => {
  const sql = `select coalesce(sum(chunk_documents.chunks), 0) as chunks ${DOCUMENTS_IN_SCOPE}`;
  return { output: first<{ chunks: number }>(context, sql, ...scopeParameters(filter))?.chunks ?? 0 };
};
