import type { Principal } from '../domain/access.ts';
import type { Session, User } from '../domain/account.ts';
import type { Repositories } from '../ports/repositories.ts';
import { looksLikeToken, newToken, tokenHash } from './secret.ts';

const DAY = 86_400_000;
/** How long a session that was found is believed without another look at its row. */
const BELIEVED_MILLISECONDS = 60_000;
const BELIEVED_AT_MOST = 10_000;
const CLOSED_REMEMBERED = 1_000;

interface Believed {
  readonly principal: Principal;
  readonly session: Session;
  readonly until: number;
}

export interface SignedInSession {
  /** Told to the person once; only its hash is kept. */
  readonly token: string;
  /** Milliseconds since the epoch; moves on while the session is used. */
  readonly expiresAt: number;
}

export interface SessionDesk {
  open(user: User): Promise<SignedInSession>;
  /** Whose token it is. A look into the store at most once a minute a session, none for texts that are no token. */
  find(token: string): Promise<Principal | undefined>;
  close(token: string): Promise<void>;
  /** Ends every session of a person but the one with this token. */
  closeOthers(userId: string, token: string): Promise<void>;
}

export interface SessionDeskParts {
  readonly repositories: Pick<Repositories, 'sessions' | 'users'>;
  readonly now: () => number;
  /** Days after which an unused session ends. */
  readonly sessionDays: number;
}

/** Sessions by token. Several of one person exist side by side. */
export function createSessionDesk({ repositories, now, sessionDays }: SessionDeskParts): SessionDesk {
  const { sessions, users } = repositories;
  const believed = new Map<string, Believed>();
  /** Sessions that were closed lately: one that is being read at that moment must not come back. */
  const closed = new Set<string>();
  /** People whose sessions are being ended together: what was read meanwhile is read again. */
  const endings = new Map<string, Promise<unknown>>();

  async function load(id: string): Promise<Believed | undefined> {
    const session = await sessions.find(id);
    if (session === undefined || session.expiresAt <= now()) return undefined;
    const user = await users.find(session.userId);
    if (user === undefined) return undefined;
    const ending = endings.get(session.userId);
    if (ending !== undefined) {
      await ending;
      return load(id);
    }
    const renewed = await renew(session);
    if (!closed.has(id)) return believe(renewed, user);
    await sessions.remove(id);
    return undefined;
  }

  /** Moves the end on, once a day at most, so that reading costs no writes. */
  async function renew(session: Session): Promise<Session> {
    const expiresAt = now() + sessionDays * DAY;
    if (expiresAt - session.expiresAt < DAY) return session;
    const renewed = { ...session, expiresAt };
    await sessions.save(renewed);
    return renewed;
  }

  function believe(session: Session, user: User): Believed {
    const principal: Principal = { userId: user.id, tenantId: user.tenantId, via: 'session' };
    const entry = { principal, session, until: now() + BELIEVED_MILLISECONDS };
    believed.delete(session.id);
    believed.set(session.id, entry);
    forgetOldest(believed, BELIEVED_AT_MOST);
    return entry;
  }

  async function endOthers(userId: string, ownId: string): Promise<void> {
    const own = await sessions.find(ownId);
    await sessions.removeOfUser(userId);
    if (own !== undefined) await sessions.save(own);
    for (const [id, { session }] of believed) {
      if (session.userId === userId && id !== ownId) believed.delete(id);
    }
  }

  return {
    async open(user) {
      const token = newToken();
      const expiresAt = now() + sessionDays * DAY;
      await sessions.removeExpired(now());
      await sessions.save({ id: tokenHash(token), userId: user.id, createdAt: now(), expiresAt });
      return { token, expiresAt };
    },
    async find(token) {
      if (!looksLikeToken(token)) return undefined;
      const id = tokenHash(token);
      const known = believed.get(id);
      if (known !== undefined && known.until > now() && known.session.expiresAt > now())
        return known.principal;
      believed.delete(id);
      return (await load(id))?.principal;
    },
    async close(token) {
      const id = tokenHash(token);
      closed.add(id);
      forgetOldest(closed, CLOSED_REMEMBERED);
      believed.delete(id);
      await sessions.remove(id);
    },
    async closeOthers(userId, token) {
      const ending = endOthers(userId, tokenHash(token));
      endings.set(userId, ending);
      try {
        await ending;
      } finally {
        endings.delete(userId);
      }
    },
  };
}

function forgetOldest(kept: Set<string> | Map<string, unknown>, atMost: number): void {
  const oldest = kept.size > atMost ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
}
