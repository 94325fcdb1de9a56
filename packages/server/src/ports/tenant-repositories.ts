import type { ApiKey } from '../domain/api-key.ts';
import type { SearchApp } from '../domain/search-app.ts';
import type { Membership, Tenant } from '../domain/tenant.ts';
import type { TenantModel } from '../domain/tenant-model.ts';
import type { Repository } from './repository.ts';

/** Tenants go with the user who owns them. */
export type Tenants = Repository<Tenant>;

/** Memberships go with their tenant and with their user. */
export interface Memberships extends Repository<Membership> {
  /** Everywhere that this person belongs to or is invited to, oldest first. */
  ofUser(userId: string): Promise<readonly Membership[]>;
  /** Everybody who belongs to this tenant or is invited, oldest first. */
  ofTenant(tenantId: string): Promise<readonly Membership[]>;
  findOf(tenantId: string, userId: string): Promise<Membership | undefined>;
}

/** Keys go with their tenant and with whoever made them. */
export interface ApiKeys extends Repository<ApiKey> {
  findByBeta(betaHash: string): Promise<ApiKey | undefined>;
  /** Oldest first; with `dialogId` only those bound to that assistant. */
  list(filter: { readonly tenantId: string; readonly dialogId?: string }): Promise<readonly ApiKey[]>;
  ofUser(userId: string): Promise<readonly ApiKey[]>;
}

/** Models of a tenant's own. A second row of the same tenant, provider, kind and name is a `conflict`. */
export interface TenantModels extends Repository<TenantModel> {
  /** In the order in which they were added. */
  list(tenantId: string): Promise<readonly TenantModel[]>;
}

/** Search pages. Two of one tenant with the same name, whatever its case, are a `conflict`. */
export interface SearchApps extends Repository<SearchApp> {
  /** Oldest first. */
  list(tenantId: string): Promise<readonly SearchApp[]>;
  /** Names are compared without case. */
  findByName(tenantId: string, name: string): Promise<SearchApp | undefined>;
}
