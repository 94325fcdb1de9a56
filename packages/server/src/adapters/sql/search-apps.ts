import type { SearchApp } from '../../domain/search-app.ts';
import type { SearchApps } from '../../ports/tenant-repositories.ts';
import { fromJson, present, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { SearchAppRow } from './schema.ts';

/** Search pages as rows. */
export function sqlSearchApps({ queries }: SqlDatabase): SearchApps {
  const select = () => queries.selectFrom('search_apps').selectAll();
  return {
    find: async (id) => entityOf(await select().where('id', '=', id).executeTakeFirst()),
    async save(app) {
      const { id, ...changes } = rowOf(app);
      await queries
        .insertInto('search_apps')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('search_apps').where('id', '=', id).executeTakeFirst();
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
    findByName: async (tenantId, name) =>
      entityOf(
        await select()
          .where('tenant_id', '=', tenantId)
          .where('folded_name', '=', name.toLowerCase())
          .executeTakeFirst(),
      ),
  };
}

function rowOf(app: SearchApp): SearchAppRow {
  return {
    id: app.id,
    tenant_id: app.tenantId,
    name: app.name,
    folded_name: app.name.toLowerCase(),
    description: app.description,
    avatar: app.avatar ?? null,
    created_by: app.createdBy,
    config_json: toJson(app.config),
    created_at: app.createdAt,
    updated_at: app.updatedAt,
  };
}

function entityOf(row: SearchAppRow | undefined): SearchApp | undefined {
  return row === undefined ? undefined : requiredEntityOf(row);
}

function requiredEntityOf(row: SearchAppRow): SearchApp {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    description: row.description,
    ...present('avatar', row.avatar),
    createdBy: row.created_by,
    config: fromJson(row.config_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
