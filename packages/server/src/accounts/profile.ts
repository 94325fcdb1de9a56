import type { Principal } from '../domain/access.ts';
import type { User } from '../domain/account.ts';
import { AppError } from '../domain/errors.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { PasswordHash } from './password-hash.ts';
import type { PasswordKey } from './password-key.ts';
import { toNickname, toPassword } from './registration.ts';
import type { SessionDesk } from './sessions.ts';
import type { Throttle } from './throttle.ts';

export interface NewPassword {
  /** As sent: wrapped with the password key, or plain. */
  readonly current: string;
  readonly password: string;
  /** The session that asks; it alone goes on. */
  readonly token: string;
}

/** What people change about themselves. */
export interface Profile {
  rename(principal: Principal, nickname: string): Promise<User>;
  /**
   * Sets a new password and ends every other session.
   * @throws AppError `invalid-request` at `current` when it is wrong, `rate-limited` after too many wrong ones
   */
  changePassword(principal: Principal, change: NewPassword): Promise<void>;
}

export interface ProfileParts {
  readonly repositories: Pick<Repositories, 'users'>;
  readonly passwordKey: PasswordKey;
  readonly hash: PasswordHash;
  readonly throttle: Throttle;
  readonly desk: SessionDesk;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createProfile(parts: ProfileParts): Profile {
  const { repositories, passwordKey, hash, throttle, desk, now } = parts;
  const { users } = repositories;
  const load = async ({ userId }: Principal): Promise<User> => {
    const user = await users.find(userId);
    if (user === undefined) throw new AppError('unauthenticated', 'This account is gone; sign in again.');
    return user;
  };
  return {
    async rename(principal, text) {
      const nickname = toNickname(text);
      const user = { ...(await load(principal)), nickname, updatedAt: now() };
      await users.save(user);
      return user;
    },
    async changePassword(principal, { current, password, token }) {
      const { id, passwordHash } = await load(principal);
      const key = `password ${id}`;
      throttle.check(key);
      // Counted before it is looked at, so that guesses sent side by side do not pass as one.
      throttle.failed(key);
      if (!(await hash.matches(passwordKey.open(current), passwordHash))) throw wrongPassword();
      throttle.succeeded(key);
      const next = await hash.make(toPassword(passwordKey.open(password)));
      await users.save({ ...(await load(principal)), passwordHash: next, updatedAt: now() });
      await desk.closeOthers(id, token);
    },
  };
}

/** Not `unauthenticated`: the session is good, and a page must not send its person to the sign-in. */
function wrongPassword(): AppError {
  return new AppError('invalid-request', 'This is not your present password.', { field: 'current' });
}
