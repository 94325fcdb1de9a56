import type { ModelKind } from '../../domain/model.ts';
import type { TenantModel } from '../../domain/tenant-model.ts';
import type { TenantModels } from '../../ports/tenant-repositories.ts';
import { present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { TenantModelRow } from './schema.ts';

/** Models of tenants' own as rows; their keys are sealed. */
export function sqlTenantModels(database: SqlDatabase): TenantModels {
  const { repository, all } = sqlRows(database, { table: 'tenant_models', rowOf, entityOf });
  return { ...repository, list: (tenantId) => all({ tenant_id: tenantId }) };
}

function rowOf(model: TenantModel): TenantModelRow {
  return {
    id: model.id,
    tenant_id: model.tenantId,
    provider: model.provider,
    kind: model.kind,
    name: model.name,
    sealed_key: model.sealedKey ?? null,
    base_url: model.baseUrl ?? null,
    max_tokens: model.maxTokens ?? null,
    enabled: model.enabled ? 1 : 0,
    created_at: model.createdAt,
    updated_at: model.updatedAt,
  };
}

function entityOf(row: TenantModelRow): TenantModel {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    provider: row.provider,
    kind: row.kind as ModelKind,
    name: row.name,
    ...present('sealedKey', row.sealed_key),
    ...present('baseUrl', row.base_url),
    ...present('maxTokens', row.max_tokens),
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
