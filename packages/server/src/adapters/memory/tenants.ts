import type {
  ApiKeys,
  Memberships,
  SearchApps,
  TenantModels,
  Tenants,
} from '../../ports/tenant-repositories.ts';
import { byAge, type MemoryTables, requireRow, requireUnique, rowsOf } from './tables.ts';

/** Tenants in memory; what is theirs goes with them. */
export function memoryTenants(tables: MemoryTables): Tenants {
  return rowsOf(tables.tenants, {
    check: ({ id }) => requireRow(tables.users, id),
    removed: (id) => dropTenant(tables, id),
  });
}

/** Who belongs where, in memory. */
export function memoryMemberships({ memberships, tenants, users }: MemoryTables): Memberships {
  const all = () => [...memberships.values()].sort(byAge);
  return {
    ...rowsOf(memberships, {
      check: (membership) => {
        requireRow(users, membership.userId);
        requireRow(tenants, membership.tenantId);
        requireUnique(
          memberships,
          membership,
          (other) => other.tenantId === membership.tenantId && other.userId === membership.userId,
        );
      },
    }),
    ofUser: async (userId) => all().filter((membership) => membership.userId === userId),
    ofTenant: async (tenantId) => all().filter((membership) => membership.tenantId === tenantId),
    findOf: async (tenantId, userId) =>
      all().find((membership) => membership.tenantId === tenantId && membership.userId === userId),
  };
}

/** Keys for programs in memory. */
export function memoryApiKeys({ apiKeys, tenants, users }: MemoryTables): ApiKeys {
  const all = () => [...apiKeys.values()].sort(byAge);
  return {
    ...rowsOf(apiKeys, {
      check: (key) => {
        requireRow(users, key.userId);
        requireRow(tenants, key.tenantId);
        requireUnique(apiKeys, key, (other) => key.betaHash !== undefined && other.betaHash === key.betaHash);
      },
    }),
    findByBeta: async (betaHash) => all().find((key) => key.betaHash === betaHash),
    list: async ({ tenantId, dialogId }) =>
      all().filter(
        (key) => key.tenantId === tenantId && (dialogId === undefined || key.dialogId === dialogId),
      ),
    ofUser: async (userId) => all().filter((key) => key.userId === userId),
  };
}

/** Models of tenants' own in memory. */
export function memoryTenantModels({ tenantModels, tenants }: MemoryTables): TenantModels {
  return {
    ...rowsOf(tenantModels, {
      check: (model) => {
        requireRow(tenants, model.tenantId);
        requireUnique(
          tenantModels,
          model,
          ({ tenantId, provider, kind, name }) =>
            tenantId === model.tenantId &&
            provider === model.provider &&
            kind === model.kind &&
            name === model.name,
        );
      },
    }),
    list: async (tenantId) =>
      [...tenantModels.values()].filter((model) => model.tenantId === tenantId).sort(byAge),
  };
}

/** Search pages in memory. */
export function memorySearchApps({ searchApps, tenants }: MemoryTables): SearchApps {
  const list = (tenantId: string) =>
    [...searchApps.values()].filter((app) => app.tenantId === tenantId).sort(byAge);
  const isNamed = (name: string) => (app: { readonly name: string }) =>
    app.name.toLowerCase() === name.toLowerCase();
  return {
    ...rowsOf(searchApps, {
      check: (app) => {
        requireRow(tenants, app.tenantId);
        requireUnique(
          searchApps,
          app,
          (other) => other.tenantId === app.tenantId && isNamed(app.name)(other),
        );
      },
    }),
    list: async (tenantId) => list(tenantId),
    findByName: async (tenantId, name) => list(tenantId).find(isNamed(name)),
  };
}

/** What hangs on a user who is gone. */
export function dropTenantsOfUser(tables: MemoryTables, userId: string): void {
  tables.tenants.delete(userId);
  dropTenant(tables, userId);
  removeWhere(tables.memberships, (membership) => membership.userId === userId);
  removeWhere(tables.apiKeys, (key) => key.userId === userId);
}

function dropTenant(tables: MemoryTables, tenantId: string): void {
  const { memberships, apiKeys, tenantModels, searchApps } = tables;
  removeWhere(memberships, (row) => row.tenantId === tenantId);
  removeWhere(apiKeys, (row) => row.tenantId === tenantId);
  removeWhere(tenantModels, (row) => row.tenantId === tenantId);
  removeWhere(searchApps, (row) => row.tenantId === tenantId);
}

function removeWhere<Row>(table: Map<string, Row>, matches: (row: Row) => boolean): void {
  for (const [id, row] of [...table]) if (matches(row)) table.delete(id);
}
