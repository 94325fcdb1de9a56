import type { Repositories } from '../ports/repositories.ts';

/** Gives a user the own tenant, and its ownership; does nothing for one who has them. */
export async function ensureTenant(
  { users, tenants, memberships }: Pick<Repositories, 'users' | 'tenants' | 'memberships'>,
  tenantId: string,
  now: number,
): Promise<void> {
  const user = await users.find(tenantId);
  if (user === undefined) return;
  const time = { createdAt: now, updatedAt: now };
  if ((await tenants.find(tenantId)) === undefined) {
    await tenants.save({ id: tenantId, name: user.nickname, defaultModels: {}, ...time });
  }
  if ((await memberships.findOf(tenantId, tenantId)) === undefined) {
    const own = { id: tenantId, tenantId, userId: tenantId, role: 'owner', invitedBy: tenantId } as const;
    await memberships.save({ ...own, ...time });
  }
}
