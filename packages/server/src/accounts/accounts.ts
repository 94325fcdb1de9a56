import type { Principal } from '../domain/access.ts';
import type { User } from '../domain/account.ts';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { Repositories } from '../ports/repositories.ts';
import { createPasswordHash, type PasswordHash } from './password-hash.ts';
import type { PasswordKey } from './password-key.ts';
import { sameSecret } from './secret.ts';
import { createSessionDesk, type SignedInSession } from './sessions.ts';
import { createThrottle } from './throttle.ts';

export interface Registration {
  readonly email: string;
  readonly nickname: string;
  /** As sent: wrapped with the password key, or plain. */
  readonly password: string;
  /** The one-time code, for the first account. */
  readonly code?: string;
  /** Where the request comes from, for the throttle. */
  readonly address: string;
}

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
export interface Accounts {
  /** PEM of the key with which clients may wrap passwords. */
  readonly publicKey: string;
  /** What a page needs to know before anybody has signed in. */
  state(): Promise<{ readonly needsFirstAccount: boolean; readonly registrationOpen: boolean }>;
  /**
   * The first account takes over the owner that exists from the start and needs the one-time code; later ones need
   * open registration.
   * @throws AppError `forbidden` (closed, or wrong code), `conflict` (e-mail taken), `invalid-request`, `rate-limited`
   */
  register(registration: Registration): Promise<SignedIn>;
  /** @throws AppError `rate-limited` after too many failures of this account from this address */
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

const EMAIL = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"(),:;[\]\\]{1,190}$/;

export function createAccounts(parts: AccountsParts): Accounts {
  const { repositories, passwordKey, openRegistration, firstAccountCode, localToken } = parts;
  const { users } = repositories;
  const now = parts.now ?? Date.now;
  const hash = parts.passwordHash ?? createPasswordHash();
  const throttle = createThrottle({ now });
  const desk = createSessionDesk({ repositories, now, sessionDays: parts.sessionDays ?? 30 });
  let ownerPrincipal: Principal | undefined;

  async function unclaimedOwner(): Promise<User | undefined> {
    const owner = await users.owner();
    return owner?.email === undefined ? owner : undefined;
  }

  function requireCode(code: string | undefined, address: string): void {
    if (openRegistration) return;
    const key = `code ${address}`;
    throttle.check(key);
    if (firstAccountCode === undefined || code === undefined || !sameSecret(code, firstAccountCode)) {
      throttle.failed(key);
      throw new AppError(
        'forbidden',
        'The first account needs the one-time code that the server printed when it started.',
        { field: 'code' },
      );
    }
  }

  async function localPrincipal(): Promise<Principal | undefined> {
    if (ownerPrincipal === undefined) {
      const owner = await users.owner();
      if (owner === undefined) return undefined;
      ownerPrincipal = { userId: owner.id, tenantId: owner.tenantId, via: 'local' };
    }
    return ownerPrincipal;
  }

  return {
    publicKey: passwordKey.publicKey,
    async state() {
      const needsFirstAccount = (await unclaimedOwner()) !== undefined;
      return { needsFirstAccount, registrationOpen: openRegistration };
    },
    async register(registration) {
      const email = toEmail(registration.email);
      const owner = await unclaimedOwner();
      if (owner !== undefined) requireCode(registration.code, registration.address);
      else if (!openRegistration) throw closed();
      if ((await users.findByEmail(email)) !== undefined) throw taken(email);
      const passwordHash = await hash.make(toPassword(passwordKey.open(registration.password)));
      const user = {
        ...(owner ?? newUser(now())),
        ...toNames(registration),
        email,
        passwordHash,
        updatedAt: now(),
      };
      await (owner === undefined ? users.save(user) : users.claim(user));
      await parts.onNewTenant?.(user.tenantId);
      return { ...(await desk.open(user)), user };
    },
    async login({ email: given, password, address }) {
      const email = given.trim().toLowerCase();
      const key = `login ${email} ${address}`;
      throttle.check(key);
      // Counted before the password is looked at, so that guesses sent side by side do not pass as one.
      throttle.failed(key);
      const user = await users.findByEmail(email);
      if (!(await hash.matches(passwordKey.open(password), user?.passwordHash)) || user === undefined) {
        return { outcome: user === undefined ? 'unknown-email' : 'wrong-password' };
      }
      throttle.succeeded(key);
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

function newUser(createdAt: number): Pick<User, 'id' | 'tenantId' | 'createdAt'> {
  const id = newId();
  return { id, tenantId: id, createdAt };
}

function toNames({ nickname }: Registration): Pick<User, 'nickname'> {
  const name = nickname.trim();
  if (name === '' || name.length > 100) {
    throw new AppError('invalid-request', '`nickname` must have 1 to 100 characters.', { field: 'nickname' });
  }
  return { nickname: name };
}

function toEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (!EMAIL.test(email)) {
    throw new AppError('invalid-request', '`email` must be an e-mail address, such as ann@example.org.', {
      field: 'email',
    });
  }
  return email;
}

function toPassword(password: string): string {
  if (password === '') {
    throw new AppError('invalid-request', '`password` must not be empty.', { field: 'password' });
  }
  return password;
}

function closed(): AppError {
  return new AppError('forbidden', 'Registration is closed; ask the owner of this server for an account.');
}

function taken(email: string): AppError {
  return new AppError('conflict', `There is an account for ${email} already; sign in instead.`, {
    field: 'email',
  });
}
