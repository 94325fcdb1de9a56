import type { SignedIn } from '@colloquy/protocol';
import { createStore } from './store.ts';
import { createStoredText } from './stored.ts';

/** The token of the signed-in person. No cookie is used, so no other site can make this browser act. */
export const sessionToken = createStoredText('token');

/** True after a session has ended by itself, until the next sign-in. */
export const sessionExpired = createStore(false);

/** Whose things this browser keeps: drafts, and files that wait. */
const keptFor = createStoredText('account');

/** Changes when somebody else signs in than the one before: nothing of one person's may reach the next. */
export const otherPerson = createStore<string | undefined>(undefined);

/** The e-mail of the last sign-in in this window, so that an ended session asks for the password alone. */
export const lastEmail = createStore('');

/** Signs in with what the server has given. */
export function startSession({ token, account }: SignedIn): void {
  if (keptFor.get() !== account.id) otherPerson.set(account.id);
  keptFor.set(account.id);
  lastEmail.set(account.email ?? '');
  sessionExpired.set(false);
  sessionToken.set(token);
}

/** Called when the server knows the token no more. */
export function expireSession(): void {
  if (sessionToken.get() === undefined) return;
  sessionExpired.set(true);
  sessionToken.set(undefined);
}

/**
 * The one-time code of the first account, if the address had one. It is taken out of the address at once, so that it
 * is neither kept in the history nor shared with a copied link.
 */
export const oneTimeCode: string | undefined = takeCode();

function takeCode(): string | undefined {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? undefined;
  if (code !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}
