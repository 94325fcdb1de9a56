import { AppError } from './errors.ts';

declare const granted: unique symbol;
/** A thing that {@link authorize} has let through: functions that act on it ask for this type. */
export type Authorized<T> = T & { readonly [granted]: true };

/** Who asks. In a token's request `userId` is the key's owner. */
export interface Principal {
  readonly userId: string;
  readonly tenantId: string;
  readonly via: 'session' | 'api-key' | 'local';
}

export type Action = 'read' | 'write' | 'delete' | 'ask';
export type ResourceKind = 'account' | 'knowledge-base' | 'document' | 'dialog' | 'conversation' | 'turn';

/** The rule, in one place: a tenant's things belong to that tenant alone. */
export function mayAccess(principal: Principal, resource: { readonly tenantId: string }): boolean {
  return principal.tenantId === resource.tenantId;
}

/**
 * Checks that `principal` may act on `resource`. A foreign resource answers exactly as one that does not exist,
 * so that ids cannot be probed.
 * @throws AppError `not-found`
 */
export function authorize<T extends { readonly tenantId: string }>(
  principal: Principal,
  _action: Action,
  kind: ResourceKind,
  resource: T | undefined,
): Authorized<T> {
  if (resource === undefined || !mayAccess(principal, resource)) {
    throw new AppError('not-found', `There is no such ${kind.replace('-', ' ')}.`);
  }
  return resource as Authorized<T>;
}
