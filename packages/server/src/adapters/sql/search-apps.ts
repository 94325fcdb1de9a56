import type { SearchApp } from '../../domain/search-app.ts';
import type { SearchApps } from '../../ports/tenant-repositories.ts';
import { fromJson, present, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { SearchAppRow } from './schema.ts';

/** Search pages as rows. */
export function sqlSearchApps(database: SqlDatabase): SearchApps {
  const { repository, first, all } = sqlRows(database, { table: 'search_apps', rowOf, entityOf });
  return {
    ...repository,
    list: (tenantId) => all({ tenant_id: tenantId }),
    findByName: (tenantId, name) => first({ tenant_id: tenantId, folded_name: name.toLowerCase() }),
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

function entityOf(row: SearchAppRow): SearchApp {
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
