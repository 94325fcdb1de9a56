import { AppError } from './errors.ts';

declare const granted: unique symbol;
/** A thing that {@link authorize} has let through: functions that act on it ask for this type. */
export type Authorized<T> = T & { readonly [granted]: true };

/** What opened the door: a session, a key for programs, its second token for embedded pages, the local token. */
export type CredentialKind = 'session' | 'api-key' | 'beta' | 'local';

/** Who asks. In a token's request `userId` is the key's owner. */
export interface Principal {
  readonly userId: string;
  readonly tenantId: string;
  readonly via: CredentialKind;
  /** Id of the key behind the request. */
  readonly keyId?: string;
  /** The only assistant that this credential opens. */
  readonly dialogId?: string;
}

export type Action = 'read' | 'write' | 'delete' | 'ask';
export type ResourceKind =
  | 'account'
  | 'knowledge-base'
  | 'document'
  | 'dialog'
  | 'conversation'
  | 'turn'
  | 'api-key'
  | 'tenant'
  | 'search-app';

/** The rule, in one place: a tenant's things belong to that tenant alone. */
export function mayAccess(principal: Principal, resource: { readonly tenantId: string }): boolean {
  return principal.tenantId === resource.tenantId;
}

/** What an embedded page may touch: its token is in the page for everybody to read. */
const EMBEDDED: Readonly<Partial<Record<ResourceKind, readonly Action[]>>> = {
  dialog: ['read', 'ask'],
  conversation: ['read', 'ask'],
  turn: ['read', 'write'],
  'search-app': ['read', 'ask'],
  'knowledge-base': ['ask'],
};

/** A thing that access to is asked for, with the marks that the rule looks at. */
interface Guarded {
  readonly tenantId: string;
  readonly id?: string;
  /** Conversations: the assistant that they are with. */
  readonly dialogId?: string;
  /** Conversations: held on an embedded page. */
  readonly embedded?: boolean;
}

function mayUse(principal: Principal, action: Action, kind: ResourceKind, resource: Guarded): boolean {
  if (!mayAccess(principal, resource)) return false;
  if (principal.via !== 'beta') return true;
  if (EMBEDDED[kind]?.includes(action) !== true) return false;
  if (kind === 'conversation' && resource.embedded !== true) return false;
  if (principal.dialogId === undefined) return true;
  return principal.dialogId === (kind === 'dialog' ? resource.id : resource.dialogId);
}

/**
 * Checks that `principal` may act on `resource`. A foreign resource answers exactly as one that does not exist,
 * so that ids cannot be probed.
 * @throws AppError `not-found`
 */
export function authorize<T extends Guarded>(
  principal: Principal,
  action: Action,
  kind: ResourceKind,
  resource: T | undefined,
): Authorized<T> {
  if (resource === undefined || !mayUse(principal, action, kind, resource)) {
    throw new AppError('not-found', `There is no such ${kind.replace('-', ' ')}.`);
  }
  return resource as Authorized<T>;
}
