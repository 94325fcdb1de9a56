import type { KnowledgeBase } from '../../domain/document.ts';
import type { ModelRef } from '../../domain/model.ts';
import type { KnowledgeBases } from '../../ports/repositories.ts';
import { present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { KnowledgeBaseRow } from './schema.ts';

/** Knowledge bases as rows; their documents go with them. */
export function sqlKnowledgeBases({ queries }: SqlDatabase): KnowledgeBases {
  const select = () => queries.selectFrom('knowledge_bases').selectAll();
  return {
    find: async (id) => entityOf(await select().where('id', '=', id).executeTakeFirst()),
    async save(base) {
      const { id, ...changes } = rowOf(base);
      await queries
        .insertInto('knowledge_bases')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('knowledge_bases').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async list(tenantId) {
      const rows = await select()
        .where('tenant_id', '=', tenantId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(requiredEntityOf);
    },
    findByKey: async (tenantId, key) =>
      entityOf(await select().where('tenant_id', '=', tenantId).where('key', '=', key).executeTakeFirst()),
    findByName: async (tenantId, name) =>
      entityOf(
        await select()
          .where('tenant_id', '=', tenantId)
          .where('folded_name', '=', name.toLowerCase())
          .orderBy('created_at')
          .orderBy('id')
          .limit(1)
          .executeTakeFirst(),
      ),
  };
}

function rowOf(base: KnowledgeBase): KnowledgeBaseRow {
  return {
    id: base.id,
    tenant_id: base.tenantId,
    name: base.name,
    folded_name: base.name.toLowerCase(),
    key: base.key ?? null,
    embedding: base.embedding,
    created_at: base.createdAt,
    updated_at: base.updatedAt,
  };
}

function entityOf(row: KnowledgeBaseRow | undefined): KnowledgeBase | undefined {
  return row === undefined ? undefined : requiredEntityOf(row);
}

function requiredEntityOf(row: KnowledgeBaseRow): KnowledgeBase {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    ...present('key', row.key),
    embedding: row.embedding as ModelRef,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
