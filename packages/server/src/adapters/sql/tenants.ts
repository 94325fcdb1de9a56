import type { MemberRole, Membership, Tenant } from '../../domain/tenant.ts';
import type { Memberships, Tenants } from '../../ports/tenant-repositories.ts';
import { fromJson, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { MembershipRow, TenantRow } from './schema.ts';

/** Tenants as rows; they go with their owner. */
export function sqlTenants(database: SqlDatabase): Tenants {
  return sqlRows(database, { table: 'tenants', rowOf: rowOfTenant, entityOf: tenantOf }).repository;
}

/** Who belongs where, as rows. */
export function sqlMemberships(database: SqlDatabase): Memberships {
  const mapping = { table: 'memberships', rowOf: rowOfMembership, entityOf: membershipOf } as const;
  const { repository, first, all } = sqlRows(database, mapping);
  return {
    ...repository,
    ofUser: (userId) => all({ user_id: userId }),
    ofTenant: (tenantId) => all({ tenant_id: tenantId }),
    findOf: (tenantId, userId) => first({ tenant_id: tenantId, user_id: userId }),
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
