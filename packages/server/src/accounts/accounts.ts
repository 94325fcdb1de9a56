import type { Principal } from '../domain/access.ts';
import type { User } from '../domain/account.ts';
import { AppError } from '../domain/errors.ts';
import type { Repositories, Users } from '../ports/repositories.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { createPasswordHash, type PasswordHash } from './password-hash.ts';
import type { PasswordKey } from './password-key.ts';
import { createProfile, type Profile } from './profile.ts';
import { createRegistration, type RegistrationState, type RegistrationWish } from './registration.ts';
import { sameSecret } from './secret.ts';
import { createSessionDesk, type SignedInSession } from './sessions.ts';
import { createThrottle } from './throttle.ts';

export interface LoginAttempt {
  readonly email: string;
  readonly password: string;
  readonly address: string;
}

export interface SignedIn extends SignedInSession {
  readonly user: User;
}

/** How a login ended. Which of the two failures it was must only be told where the wire contract asks for it. */
export type LoginOutcome =
  | ({ readonly outcome: 'signed-in' } & SignedIn)
  | { readonly outcome: 'unknown-email' | 'wrong-password' };

/** People, their passwords and their sessions. */
export interface Accounts extends Profile {
  /** PEM of the key with which clients may wrap passwords. */
  readonly publicKey: string;
  /** What a page needs to know before anybody has signed in. */
  state(): Promise<RegistrationState>;
  /**
   * The first account takes over the owner that exists from the start and needs the one-time code; later ones need
   * open registration.
   * @throws AppError `forbidden` (closed, or wrong code), `conflict` (e-mail taken), `invalid-request`, `rate-limited`
   */
  register(wish: RegistrationWish): Promise<SignedIn>;
  /** @throws AppError `rate-limited` after too many failures: of this account from there, of this account, or from there */
  login(attempt: LoginAttempt): Promise<LoginOutcome>;
  logout(token: string): Promise<void>;
  /** Whose token this is: a session's, or the local token, which acts as the owner. */
  authenticate(token: string): Promise<Principal | undefined>;
  user(principal: Principal): Promise<User>;
}

export interface AccountsParts {
  readonly repositories: Pick<Repositories, 'users' | 'sessions'>;
  readonly passwordKey: PasswordKey;
  readonly openRegistration: boolean;
  /** Absent: nobody can claim the first account unless registration is open. */
  readonly firstAccountCode?: string;
  /** Opens everything of the owner; known to who may read the data folder. */
  readonly localToken?: string;
  readonly sessionDays?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly passwordHash?: PasswordHash;
  /** Gives a new account what it needs to begin with. */
  readonly onNewTenant?: (tenantId: string) => Promise<void>;
}

/** Accounts over the stored users and sessions. */
export function createAccounts(parts: AccountsParts): Accounts {
  const { repositories, passwordKey, localToken } = parts;
  const { users } = repositories;
  const now = parts.now ?? Date.now;
  const hash = parts.passwordHash ?? createPasswordHash();
  const throttle = createThrottle({ now });
  const guesses = createLoginThrottle({ now });
  const desk = createSessionDesk({ repositories, now, sessionDays: parts.sessionDays ?? 30 });
  const registration = createRegistration({ ...parts, hash, throttle, now });
  const localPrincipal = createLocalPrincipal(users);

  return {
    ...createProfile({ repositories, passwordKey, hash, throttle, desk, now }),
    publicKey: passwordKey.publicKey,
    state: () => registration.state(),
    async register(wish) {
      const user = await registration.register(wish);
      await parts.onNewTenant?.(user.tenantId);
      return { ...(await desk.open(user)), user };
    },
    async login({ email: given, password, address }) {
      const email = given.trim().toLowerCase();
      guesses.attempt(email, address);
      const user = await users.findByEmail(email);
      if (!(await hash.matches(passwordKey.open(password), user?.passwordHash)) || user === undefined) {
        return { outcome: user === undefined ? 'unknown-email' : 'wrong-password' };
      }
      guesses.succeeded(email, address);
      return { outcome: 'signed-in', ...(await desk.open(user)), user };
    },
    logout: (token) => desk.close(token),
    async authenticate(token) {
      if (localToken !== undefined && sameSecret(token, localToken)) return localPrincipal();
      return desk.find(token);
    },
    async user(principal) {
      const user = await users.find(principal.userId);
      if (user === undefined) throw new AppError('unauthenticated', 'This account is gone; sign in again.');
      return user;
    },
  };
}

/** The owner, who never changes, as whoever holds the local token. */
function createLocalPrincipal(users: Pick<Users, 'owner'>): () => Promise<Principal | undefined> {
  let known: Principal | undefined;
  return async () => {
    if (known !== undefined) return known;
    const owner = await users.owner();
    if (owner !== undefined) known = { userId: owner.id, tenantId: owner.tenantId, via: 'local' };
    return known;
  };
}
