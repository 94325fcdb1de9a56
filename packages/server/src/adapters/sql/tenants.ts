import type { MemberRole, Membership, Tenant } from '../../domain/tenant.ts';
import type { Memberships, Tenants } from '../../ports/tenant-repositories.ts';
import { fromJson, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { MembershipRow, TenantRow } from './schema.ts';

/** Tenants as rows; they go with their owner. */
export function sqlTenants({ queries }: SqlDatabase): Tenants {
  return {
    async find(id) {
      const row = await queries.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : tenantOf(row);
    },
    async save(tenant) {
      const { id, ...changes } = rowOfTenant(tenant);
      await queries
        .insertInto('tenants')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('tenants').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

/** Who belongs where, as rows. */
export function sqlMemberships({ queries }: SqlDatabase): Memberships {
  const select = () => queries.selectFrom('memberships').selectAll();
  const listWhere = async (column: 'tenant_id' | 'user_id', value: string) =>
    (await select().where(column, '=', value).orderBy('created_at').orderBy('id').execute()).map(
      membershipOf,
    );
  return {
    async find(id) {
      const row = await select().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : membershipOf(row);
    },
    async save(membership) {
      const { id, ...changes } = rowOfMembership(membership);
      await queries
        .insertInto('memberships')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const result = await queries.deleteFrom('memberships').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    ofUser: (userId) => listWhere('user_id', userId),
    ofTenant: (tenantId) => listWhere('tenant_id', tenantId),
    async findOf(tenantId, userId) {
      const row = await select()
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row === undefined ? undefined : membershipOf(row);
    },
  };
}

function rowOfTenant(tenant: Tenant): TenantRow {
  return {
    id: tenant.id,
    name: tenant.name,
    default_models_json: toJson(tenant.defaultModels),
    created_at: tenant.createdAt,
    updated_at: tenant.updatedAt,
  };
}

function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.id,
    name: row.name,
    defaultModels: fromJson(row.default_models_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function rowOfMembership(membership: Membership): MembershipRow {
  return {
    id: membership.id,
    tenant_id: membership.tenantId,
    user_id: membership.userId,
    role: membership.role,
    invited_by: membership.invitedBy,
    created_at: membership.createdAt,
    updated_at: membership.updatedAt,
  };
}

function membershipOf(row: MembershipRow): Membership {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    role: row.role as MemberRole,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
