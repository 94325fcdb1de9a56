import { randomBytes } from 'node:crypto';
import type { Principal } from '../domain/access.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { Seal } from '../ports/seal.ts';
import { tokenHash } from './secret.ts';

const TOKEN = /^ragflow-[A-Za-z0-9_-]{43}$/;
const BETA = /^[A-Za-z0-9_-]{32}$/;
const BELIEVED_AT_MOST = 10_000;

/** A key as its owner sees it. */
export interface OpenApiKey {
  readonly token: string;
  /** For pages that embed a chat. */
  readonly beta?: string;
  readonly tenantId: string;
  readonly dialogId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Keys for programs, and the tokens of embedded pages that come with them. */
export interface ApiKeyDesk {
  /** A key bound to an assistant has no second token. */
  create(
    owner: Pick<Principal, 'tenantId' | 'userId'>,
    wish?: { readonly dialogId?: string },
  ): Promise<OpenApiKey>;
  /** Oldest first; a key that is bound to no assistant gets its second token here if it has none. */
  list(tenantId: string, filter?: { readonly dialogId?: string }): Promise<readonly OpenApiKey[]>;
  find(token: string): Promise<OpenApiKey | undefined>;
  /** Ends a key with its second token, at once. False when the tenant has no such key. */
  revoke(tenantId: string, token: string): Promise<boolean>;
  /** Whose key this is. Looks into the store once, and never for what is no key of ours. */
  authenticate(token: string): Promise<Principal | undefined>;
  authenticateBeta(token: string): Promise<Principal | undefined>;
  /** Forgets what it knows of a person's keys: after one was suspended, or removed. */
  forget(userId: string): void;
  /** Hears the id of every key that ends: whatever was opened with it must end too. Gives the way out. */
  onRevoked(listener: (keyId: string) => void): () => void;
}

export interface ApiKeyParts {
  readonly repositories: Pick<Repositories, 'apiKeys' | 'users'>;
  readonly seal: Seal;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Keys over their rows. What was looked up once is remembered until it is revoked here. */
export function createApiKeys({ repositories, seal, now = Date.now }: ApiKeyParts): ApiKeyDesk {
  const { apiKeys, users } = repositories;
  const believed = new Map<string, Principal>();
  /** Raised by every end of a key: what was being read meanwhile is not remembered. */
  let ends = 0;
  const listeners = new Set<(keyId: string) => void>();

  const reveal = (key: ApiKey): OpenApiKey => ({
    token: seal.open(tokenPlace(key.id), key.sealedToken),
    ...(key.sealedBeta === undefined ? {} : { beta: seal.open(betaPlace(key.id), key.sealedBeta) }),
    tenantId: key.tenantId,
    ...(key.dialogId === undefined ? {} : { dialogId: key.dialogId }),
    createdAt: key.createdAt,
    updatedAt: key.updatedAt,
  });
  const withBeta = (key: ApiKey): ApiKey => {
    const beta = randomBytes(24).toString('base64url');
    return { ...key, betaHash: tokenHash(beta), sealedBeta: seal.seal(betaPlace(key.id), beta) };
  };
  const forgetWhere = (matches: (principal: Principal) => boolean): void => {
    ends += 1;
    for (const [hash, principal] of believed) if (matches(principal)) believed.delete(hash);
  };

  async function lookUp(
    hash: string,
    via: 'api-key' | 'beta',
    find: (hash: string) => Promise<ApiKey | undefined>,
  ): Promise<Principal | undefined> {
    const place = `${via} ${hash}`;
    const known = believed.get(place);
    if (known !== undefined) return known;
    const before = ends;
    const key = await find(hash);
    const user = key && (await users.find(key.userId));
    if (key === undefined || user === undefined || user.suspendedAt !== undefined) return undefined;
    // A key bound to an assistant opens all of its tenant's API; its embedded pages only that assistant.
    const bound = via === 'beta' && key.dialogId !== undefined ? { dialogId: key.dialogId } : {};
    const principal = { userId: key.userId, tenantId: key.tenantId, via, keyId: key.id, ...bound };
    if (before !== ends) return lookUp(hash, via, find);
    believed.set(place, principal);
    const oldest = believed.size > BELIEVED_AT_MOST ? believed.keys().next().value : undefined;
    if (oldest !== undefined) believed.delete(oldest);
    return principal;
  }

  return {
    async create({ tenantId, userId }, { dialogId } = {}) {
      const token = `ragflow-${randomBytes(32).toString('base64url')}`;
      const id = tokenHash(token);
      const sealedToken = seal.seal(tokenPlace(id), token);
      const key: ApiKey = { id, tenantId, userId, sealedToken, createdAt: now(), updatedAt: now() };
      const made = dialogId === undefined ? withBeta(key) : { ...key, dialogId };
      await apiKeys.save(made);
      return reveal(made);
    },
    async list(tenantId, filter = {}) {
      const keys = await apiKeys.list({ tenantId, ...filter });
      const shown = keys.map(async (key) => {
        if (key.betaHash !== undefined || key.dialogId !== undefined) return [reveal(key)];
        const filled = { ...withBeta(key), updatedAt: now() };
        // One that was revoked meanwhile stays revoked.
        return (await apiKeys.replace(filled)) ? [reveal(filled)] : [];
      });
      return (await Promise.all(shown)).flat();
    },
    async find(token) {
      const key = await apiKeys.find(tokenHash(token));
      return key && reveal(key);
    },
    async revoke(tenantId, token) {
      const id = tokenHash(token);
      const key = await apiKeys.find(id);
      if (key === undefined || key.tenantId !== tenantId) return false;
      const removed = await apiKeys.remove(id);
      forgetWhere(({ keyId }) => keyId === id);
      for (const listener of listeners) listener(id);
      return removed;
    },
    async authenticate(token) {
      if (!TOKEN.test(token)) return undefined;
      return lookUp(tokenHash(token), 'api-key', (hash) => apiKeys.find(hash));
    },
    async authenticateBeta(token) {
      if (!BETA.test(token)) return undefined;
      return lookUp(tokenHash(token), 'beta', (hash) => apiKeys.findByBeta(hash));
    },
    forget: (userId) => forgetWhere((principal) => principal.userId === userId),
    onRevoked(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function tokenPlace(id: string): string {
  return `api-key ${id}`;
}

function betaPlace(id: string): string {
  return `beta ${id}`;
}
