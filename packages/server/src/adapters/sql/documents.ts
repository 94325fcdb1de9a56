import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Document, DocumentStatus, IngestStage } from '../../domain/document.ts';
import type { Problem } from '../../domain/errors.ts';
import type { DocumentFilter, DocumentOrder, Documents } from '../../ports/repositories.ts';
import { present, presentJson, toNullableJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { DocumentRow, Schema } from './schema.ts';

/** Documents as rows; cited passages go with them. */
export function sqlDocuments(database: SqlDatabase): Documents {
  const { queries, unit } = database;
  const select = () => queries.selectFrom('documents').selectAll();
  const insert = (document: Document) => queries.insertInto('documents').values(rowOf(document));
  return {
    ...sqlRows(database, { table: 'documents', rowOf, entityOf }).repository,
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
    async list(filter, { offset, limit }, order = NEWEST_FIRST) {
      const direction = order.descending ? 'desc' : 'asc';
      const rows = await queries
        .selectFrom('documents')
        .selectAll()
        .where(matches(filter))
        .$if(order.by !== 'age', (query) => query.orderBy(ORDERED_BY[order.by], direction))
        .orderBy('created_at', direction)
        .orderBy('id', direction)
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map(entityOf);
    },
    async ids(filter) {
      const rows = await queries
        .selectFrom('documents')
        .select('id')
        .where(matches(filter))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(({ id }) => id);
    },
    async counts(filter) {
      const row = await queries
        .selectFrom('documents')
        .select((eb) => [
          eb.fn.countAll<number>().as('documents'),
          sql<number>`coalesce(sum(case when status = 'ready' then 1 else 0 end), 0)`.as('ready'),
          sql<number>`coalesce(sum(case when status = 'failed' then 1 else 0 end), 0)`.as('failed'),
          sql<number>`coalesce(sum(chunk_count), 0)`.as('chunks'),
          sql<number>`coalesce(sum(size), 0)`.as('bytes'),
        ])
        .where(matches(filter))
        .executeTakeFirstOrThrow();
      return {
        documents: Number(row.documents),
        ready: Number(row.ready),
        failed: Number(row.failed),
        chunks: Number(row.chunks),
        bytes: Number(row.bytes),
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

const NEWEST_FIRST: DocumentOrder = { by: 'age', descending: true };

const ORDERED_BY = {
  name: 'folded_name',
  size: 'size',
  chunks: 'chunk_count',
  status: 'status',
  age: 'created_at',
} as const satisfies Record<DocumentOrder['by'], keyof DocumentRow>;

/** The condition that a row is one of those asked for. What is searched for is text, never a pattern. */
function matches({ tenantId, knowledgeBaseId, search, statuses }: DocumentFilter) {
  return (eb: ExpressionBuilder<Schema, 'documents'>) => {
    const conditions: Expression<SqlBool>[] = [
      eb('knowledge_base_id', '=', knowledgeBaseId),
      eb('tenant_id', '=', tenantId),
    ];
    if (search !== undefined) {
      const pattern = `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
      conditions.push(sql<SqlBool>`folded_name like ${pattern} escape '\\'`);
    }
    if (statuses !== undefined) conditions.push(eb('status', 'in', [...statuses]));
    return eb.and(conditions);
  };
}

/** A name as it is searched for: letters that look alike count as alike. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function rowOf(document: Document): DocumentRow {
  return {
    id: document.id,
    tenant_id: document.tenantId,
    knowledge_base_id: document.knowledgeBaseId,
    name: document.name,
    folded_name: fold(document.name),
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
  const columns = Object.fromEntries(
    named.map(([field, column]) => {
      const value = change[field as keyof typeof COLUMNS];
      return [column, field === 'problem' ? toNullableJson(value) : (value ?? null)];
    }),
  );
  return change.name === undefined ? columns : { ...columns, folded_name: fold(change.name) };
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
