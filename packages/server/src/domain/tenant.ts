import type { ModelKind, ModelRef } from './model.ts';

/** The home of a user's things; its id is that of the user who owns it. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Used where a request names no model; absent: the installation's first one of the kind. */
  readonly defaultModels: Readonly<Partial<Record<ModelKind, ModelRef>>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `invite`: asked to join, and not a member until the person agrees. */
export type MemberRole = 'owner' | 'admin' | 'normal' | 'invite';

/** Who belongs to a tenant; one a person and tenant. The owner is a member of the own tenant too. */
export interface Membership {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
