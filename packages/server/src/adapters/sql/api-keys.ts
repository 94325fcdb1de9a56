import type { ApiKey } from '../../domain/api-key.ts';
import type { ApiKeys } from '../../ports/tenant-repositories.ts';
import { present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { ApiKeyRow } from './schema.ts';

/** Keys for programs as rows; nobody can read a key from them without the installation's secret. */
export function sqlApiKeys({ queries }: SqlDatabase): ApiKeys {
  const select = () => queries.selectFrom('api_keys').selectAll();
  return {
    find: async (id) => entityOf(await select().where('id', '=', id).executeTakeFirst()),
    async save(key) {
      const { id, ...changes } = rowOf(key);
      await queries
        .insertInto('api_keys')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    findByBeta: async (betaHash) =>
      entityOf(await select().where('beta_hash', '=', betaHash).executeTakeFirst()),
    async list({ tenantId, dialogId }) {
      const rows = await select()
        .where('tenant_id', '=', tenantId)
        .$if(dialogId !== undefined, (query) => query.where('dialog_id', '=', dialogId ?? null))
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(requiredEntityOf);
    },
    async ofUser(userId) {
      const rows = await select().where('user_id', '=', userId).orderBy('created_at').orderBy('id').execute();
      return rows.map(requiredEntityOf);
    },
  };
}

function rowOf(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    tenant_id: key.tenantId,
    user_id: key.userId,
    sealed_token: key.sealedToken,
    beta_hash: key.betaHash ?? null,
    sealed_beta: key.sealedBeta ?? null,
    dialog_id: key.dialogId ?? null,
    created_at: key.createdAt,
    updated_at: key.updatedAt,
  };
}

function entityOf(row: ApiKeyRow | undefined): ApiKey | undefined {
  return row === undefined ? undefined : requiredEntityOf(row);
}

function requiredEntityOf(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    sealedToken: row.sealed_token,
    ...present('betaHash', row.beta_hash),
    ...present('sealedBeta', row.sealed_beta),
    ...present('dialogId', row.dialog_id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
