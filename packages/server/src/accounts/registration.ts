import type { User } from '../domain/account.ts';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { PasswordHash } from './password-hash.ts';
import type { PasswordKey } from './password-key.ts';
import { sameSecret } from './secret.ts';
import type { Throttle } from './throttle.ts';

/** What somebody sends who wants an account. */
export interface RegistrationWish {
  readonly email: string;
  readonly nickname: string;
  /** As sent: wrapped with the password key, or plain. */
  readonly password: string;
  /** The one-time code, for the first account. */
  readonly code?: string;
  /** Where the request comes from, for the throttle. */
  readonly address: string;
}

export interface RegistrationState {
  /** Nobody has claimed the owner's account yet. */
  readonly needsFirstAccount: boolean;
  /** Anybody may make an account. */
  readonly registrationOpen: boolean;
}

export interface RegistrationParts {
  readonly repositories: Pick<Repositories, 'users'>;
  readonly passwordKey: PasswordKey;
  readonly openRegistration: boolean;
  readonly firstAccountCode?: string;
  readonly hash: PasswordHash;
  readonly throttle: Throttle;
  readonly now: () => number;
}

const EMAIL = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"(),:;[\]\\]{1,190}$/;

/** Who may have an account, and what a new one is. */
export function createRegistration(parts: RegistrationParts): {
  state(): Promise<RegistrationState>;
  register(wish: RegistrationWish): Promise<User>;
} {
  const { repositories, passwordKey, openRegistration, hash, now } = parts;
  const { users } = repositories;
  const unclaimedOwner = async (): Promise<User | undefined> => {
    const owner = await users.owner();
    return owner?.email === undefined ? owner : undefined;
  };
  return {
    async state() {
      const needsFirstAccount = (await unclaimedOwner()) !== undefined;
      return { needsFirstAccount, registrationOpen: openRegistration };
    },
    async register(wish) {
      const email = toEmail(wish.email);
      const nickname = toNickname(wish.nickname);
      const owner = await unclaimedOwner();
      if (!openRegistration && owner === undefined) throw closed();
      if (!openRegistration) requireCode(parts, wish);
      if ((await users.findByEmail(email)) !== undefined) throw taken(email);
      const passwordHash = await hash.make(toPassword(passwordKey.open(wish.password)));
      const user = { ...(owner ?? newUser(now())), nickname, email, passwordHash, updatedAt: now() };
      await (owner === undefined ? users.save(user) : users.claim(user));
      return user;
    },
  };
}

/** The code can be guessed no faster than a password. */
function requireCode(
  { throttle, firstAccountCode }: RegistrationParts,
  { code, address }: RegistrationWish,
): void {
  const key = `code ${address}`;
  throttle.check(key);
  if (firstAccountCode !== undefined && code !== undefined && sameSecret(code, firstAccountCode)) return;
  throttle.failed(key);
  throw new AppError(
    'forbidden',
    'The first account needs the one-time code that the server printed when it started.',
    { field: 'code' },
  );
}

function newUser(createdAt: number): Pick<User, 'id' | 'tenantId' | 'createdAt'> {
  const id = newId();
  return { id, tenantId: id, createdAt };
}

/** @throws AppError `invalid-request` */
export function toNickname(text: string): string {
  const nickname = text.trim();
  if (nickname === '' || nickname.length > 100) {
    throw new AppError('invalid-request', '`nickname` must have 1 to 100 characters.', { field: 'nickname' });
  }
  return nickname;
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

/** @throws AppError `invalid-request` */
export function toPassword(password: string): string {
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
