import type { Chunk } from '../../../domain/chunk.ts';

/** A chunk as its row has it: lists are still JSON. */
export interface StoredChunk {
  readonly id: string;
  readonly tenantId: string;
  readonly knowledgeBaseId: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly ordinal: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly headings: string;
  readonly keywords: string;
  readonly regions: string;
  readonly [column: string]: string | number;
}

/** Columns of {@link StoredChunk} out of chunks, chunk_documents and chunk_bases. */
export const STORED_CHUNK_COLUMNS = `
  chunks.id, chunk_bases.tenant_id as tenantId, chunk_bases.base_id as knowledgeBaseId,
  chunk_documents.document_id as documentId, chunks.document_name as documentName, chunks.ordinal,
  chunks.start_offset as start, chunks.end_offset as end, chunks.text, chunks.headings, chunks.keywords, chunks.regions`;

/** The chunk of a row. */
export function toChunk(row: StoredChunk): Chunk {
  const { id, tenantId, knowledgeBaseId, documentId, documentName, ordinal, start, end, text } = row;
  const headings = parseList<string>(row.headings);
  const keywords = parseList<string>(row.keywords);
  const regions = parseList<Chunk['regions'][number]>(row.regions);
  return {
    id,
    tenantId,
    knowledgeBaseId,
    documentId,
    documentName,
    ordinal,
    start,
    end,
    text,
    headings,
    keywords,
    regions,
  };
}

/** A list that this store has written. */
export function parseList<Item>(json: string): readonly Item[] {
  return json === '[]' ? [] : (JSON.parse(json) as Item[]);
}
