import type { ModelKind } from '../../domain/model.ts';
import type { TenantModel } from '../../domain/tenant-model.ts';
import type { TenantModels } from '../../ports/tenant-repositories.ts';
import { present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { TenantModelRow } from './schema.ts';

/** Models of tenants' own as rows; their keys are sealed. */
export function sqlTenantModels({ queries }: SqlDatabase): TenantModels {
  const select = () => queries.selectFrom('tenant_models').selectAll();
  return {
    async find(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : entityOf(row);
    },
    async save(model) {
      const { id, ...changes } = rowOf(model);
      await queries
        .insertInto('tenant_models')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('tenant_models').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async list(tenantId) {
      const rows = await select()
        .where('tenant_id', '=', tenantId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(entityOf);
    },
  };
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
