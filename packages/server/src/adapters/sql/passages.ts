import type { Chunk } from '../../domain/chunk.ts';
import type { Passages } from '../../ports/repositories.ts';
import { fromJson, inParts, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { PassageRow } from './schema.ts';

/** Cited passages as rows of their document, with which they go. */
export function sqlPassages({ queries, unit }: SqlDatabase): Passages {
  return {
    async save(passages) {
      if (passages.length === 0) return;
      await unit(passages.map((passage) => insertWhileDocumentStands(queries, rowOf(passage))));
    },
    async get(tenantId, chunkIds) {
      const found = new Map<string, Chunk>();
      for (const ids of inParts(chunkIds)) {
        const rows = await queries
          .selectFrom('passages')
          .selectAll()
          .where('id', 'in', ids)
          .where('tenant_id', '=', tenantId)
          .execute();
        for (const row of rows) found.set(row.id, entityOf(row));
      }
      return chunkIds.flatMap((id) => found.get(id) ?? []);
    },
    async removeOfDocument(documentId) {
      await queries.deleteFrom('passages').where('document_id', '=', documentId).execute();
    },
  };
}

function insertWhileDocumentStands(queries: SqlDatabase['queries'], row: PassageRow) {
  const { id, ...changes } = row;
  const columns = Object.keys(row) as (keyof PassageRow)[];
  return queries
    .insertInto('passages')
    .columns(columns)
    .expression((eb) =>
      eb
        .selectFrom('documents')
        .select((inner) => columns.map((column) => inner.val(row[column]).as(column)))
        .where('documents.id', '=', row.document_id),
    )
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes));
}

function rowOf(chunk: Chunk): PassageRow {
  return {
    id: chunk.id,
    tenant_id: chunk.tenantId,
    knowledge_base_id: chunk.knowledgeBaseId,
    document_id: chunk.documentId,
    document_name: chunk.documentName,
    ordinal: chunk.ordinal,
    text_start: chunk.start,
    text_end: chunk.end,
    text: chunk.text,
    headings_json: toJson(chunk.headings),
    keywords_json: toJson(chunk.keywords),
    regions_json: toJson(chunk.regions),
  };
}

function entityOf(row: PassageRow): Chunk {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    knowledgeBaseId: row.knowledge_base_id,
    documentId: row.document_id,
    documentName: row.document_name,
    ordinal: row.ordinal,
    start: row.text_start,
    end: row.text_end,
    text: row.text,
    headings: fromJson(row.headings_json),
    keywords: fromJson(row.keywords_json),
    regions: fromJson(row.regions_json),
  };
}
