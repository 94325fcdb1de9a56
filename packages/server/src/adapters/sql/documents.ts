import { sql } from 'kysely';
import type { Document, DocumentStatus, IngestStage } from '../../domain/document.ts';
import type { Problem } from '../../domain/errors.ts';
import type { Documents } from '../../ports/repositories.ts';
import { present, presentJson, toNullableJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { DocumentRow } from './schema.ts';

/** Documents as rows; cited passages go with them. */
export function sqlDocuments({ queries, unit }: SqlDatabase): Documents {
  const select = () => queries.selectFrom('documents').selectAll();
  const insert = (document: Document) => queries.insertInto('documents').values(rowOf(document));
  return {
    async find(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : entityOf(row);
    },
    async save(document) {
      const { id, ...changes } = rowOf(document);
      await insert(document)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('documents').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async add(document) {
      const standing = select()
        .where('knowledge_base_id', '=', document.knowledgeBaseId)
        .where('content_hash', '=', document.contentHash);
      const [inserted, found] = await unit([
        insert(document).onConflict((conflict) =>
          conflict.columns(['knowledge_base_id', 'content_hash']).doNothing(),
        ),
        standing,
      ]);
      const [row] = (found?.rows ?? []) as unknown as readonly DocumentRow[];
      return { document: row === undefined ? document : entityOf(row), added: inserted?.changes === 1 };
    },
    async update(id, change) {
      const columns = changedColumns(change);
      if (Object.keys(columns).length === 0) {
        return (await select().where('id', '=', id).executeTakeFirst()) !== undefined;
      }
      const update = queries.updateTable('documents').set(columns).where('id', '=', id);
      return (await update.executeTakeFirst()).numUpdatedRows > 0n;
    },
    async list({ tenantId, knowledgeBaseId }, { offset, limit }) {
      const rows = await select()
        .where('knowledge_base_id', '=', knowledgeBaseId)
        .where('tenant_id', '=', tenantId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map(entityOf);
    },
    async counts({ tenantId, knowledgeBaseId }) {
      const row = await queries
        .selectFrom('documents')
        .select((eb) => [
          eb.fn.countAll<number>().as('documents'),
          sql<number>`coalesce(sum(case when status = 'ready' then 1 else 0 end), 0)`.as('ready'),
          sql<number>`coalesce(sum(case when status = 'failed' then 1 else 0 end), 0)`.as('failed'),
          sql<number>`coalesce(sum(chunk_count), 0)`.as('chunks'),
        ])
        .where('knowledge_base_id', '=', knowledgeBaseId)
        .where('tenant_id', '=', tenantId)
        .executeTakeFirstOrThrow();
      return {
        documents: Number(row.documents),
        ready: Number(row.ready),
        failed: Number(row.failed),
        chunks: Number(row.chunks),
      };
    },
    async countByContentHash(contentHash) {
      const row = await queries
        .selectFrom('documents')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('content_hash', '=', contentHash)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    async unfinished() {
      const rows = await select()
        // Literals, so that the partial index over these two states serves.
        .where(sql<boolean>`status in ('queued', 'working')`)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(entityOf);
    },
  };
}

function rowOf(document: Document): DocumentRow {
  return {
    id: document.id,
    tenant_id: document.tenantId,
    knowledge_base_id: document.knowledgeBaseId,
    name: document.name,
    media_type: document.mediaType,
    size: document.size,
    content_hash: document.contentHash,
    status: document.status,
    stage: document.stage ?? null,
    progress: document.progress,
    problem_json: toNullableJson(document.problem),
    chunk_count: document.chunkCount,
    token_count: document.tokenCount,
    page_count: document.pageCount ?? null,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
  };
}

const COLUMNS = {
  name: 'name',
  mediaType: 'media_type',
  size: 'size',
  contentHash: 'content_hash',
  status: 'status',
  stage: 'stage',
  progress: 'progress',
  problem: 'problem_json',
  chunkCount: 'chunk_count',
  tokenCount: 'token_count',
  pageCount: 'page_count',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Partial<Record<keyof Document, keyof DocumentRow>>;

/** The columns of the fields that the change names; one that is named but undefined is cleared. */
function changedColumns(change: Partial<Document>): Partial<DocumentRow> {
  const named = Object.entries(COLUMNS).filter(([field]) => field in change);
  return Object.fromEntries(
    named.map(([field, column]) => {
      const value = change[field as keyof typeof COLUMNS];
      return [column, field === 'problem' ? toNullableJson(value) : (value ?? null)];
    }),
  );
}

function entityOf(row: DocumentRow): Document {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    knowledgeBaseId: row.knowledge_base_id,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    contentHash: row.content_hash,
    status: row.status as DocumentStatus,
    ...present('stage', row.stage as IngestStage | null),
    progress: row.progress,
    ...presentJson<Problem, 'problem'>('problem', row.problem_json),
    chunkCount: row.chunk_count,
    tokenCount: row.token_count,
    ...present('pageCount', row.page_count),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
