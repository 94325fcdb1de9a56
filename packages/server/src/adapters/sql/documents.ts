import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Document } from '../../domain/document.ts';
import type { DocumentCounts, DocumentFilter, DocumentOrder, Documents } from '../../ports/repositories.ts';
import type { SqlDatabase } from './database.ts';
import { changedColumns, entityOf, fold, identityOf, rowOf } from './document-rows.ts';
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
        .where('identity', '=', identityOf(document));
      const [inserted, found] = await unit([
        insert(document).onConflict((conflict) =>
          conflict.columns(['knowledge_base_id', 'identity']).doNothing(),
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
        .select(COUNTS)
        .where(matches(filter))
        .executeTakeFirstOrThrow();
      return countsOf(row);
    },
    async countsByBase(tenantId) {
      const rows = await queries
        .selectFrom('documents')
        .select('knowledge_base_id')
        .select(COUNTS)
        .where('tenant_id', '=', tenantId)
        .groupBy('knowledge_base_id')
        .execute();
      return new Map(rows.map((row) => [row.knowledge_base_id, countsOf(row)]));
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

const COUNTS = [
  sql<number>`count(*)`.as('documents'),
  sql<number>`coalesce(sum(case when status = 'ready' then 1 else 0 end), 0)`.as('ready'),
  sql<number>`coalesce(sum(case when status = 'failed' then 1 else 0 end), 0)`.as('failed'),
  sql<number>`coalesce(sum(chunk_count), 0)`.as('chunks'),
  sql<number>`coalesce(sum(token_count), 0)`.as('tokens'),
  sql<number>`coalesce(sum(size), 0)`.as('bytes'),
] as const;

/** Databases give sums as numbers, as large numbers, or as text. */
function countsOf(row: Readonly<Record<keyof DocumentCounts, number>>): DocumentCounts {
  return {
    documents: Number(row.documents),
    ready: Number(row.ready),
    failed: Number(row.failed),
    chunks: Number(row.chunks),
    tokens: Number(row.tokens),
    bytes: Number(row.bytes),
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
