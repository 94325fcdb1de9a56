import type { ApiKey } from '../../domain/api-key.ts';
import type { ApiKeys } from '../../ports/tenant-repositories.ts';
import { present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { ApiKeyRow } from './schema.ts';

/** Keys for programs as rows; nobody can read a key from them without the installation's secret. */
export function sqlApiKeys(database: SqlDatabase): ApiKeys {
  const { repository, first, all } = sqlRows(database, { table: 'api_keys', rowOf, entityOf });
  return {
    ...repository,
    findByBeta: (betaHash) => first({ beta_hash: betaHash }),
    list: ({ tenantId, dialogId }) =>
      all({ tenant_id: tenantId, ...(dialogId === undefined ? {} : { dialog_id: dialogId }) }),
    ofUser: (userId) => all({ user_id: userId }),
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

function entityOf(row: ApiKeyRow): ApiKey {
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
