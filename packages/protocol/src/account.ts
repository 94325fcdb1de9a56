import { z } from 'zod';

/** `GET /status`: what a page needs to know before anybody has signed in. */
export const ServerStatus = z.object({
  version: z.string(),
  /** No account yet: the first one needs the one-time code that the server printed. */
  needsFirstAccount: z.boolean(),
  registrationOpen: z.boolean(),
});
export type ServerStatus = z.infer<typeof ServerStatus>;

/** `POST /accounts` */
export const NewAccount = z.strictObject({
  email: z.email().max(254),
  nickname: z.string().trim().min(1).max(100),
  password: z.string().min(8, 'must have at least 8 characters').max(1024),
  /** The one-time code, for the first account. */
  code: z.string().max(200).optional(),
});
export type NewAccount = z.infer<typeof NewAccount>;

/** `POST /sessions` */
export const Credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1024),
});
export type Credentials = z.infer<typeof Credentials>;

/** `PATCH /account` */
export const AccountChange = z.strictObject({ nickname: z.string().trim().min(1).max(100) });
export type AccountChange = z.infer<typeof AccountChange>;

/** `PUT /account/password`; every other session of the account ends with it. */
export const PasswordChange = z.strictObject({
  current: z.string().min(1).max(1024),
  password: NewAccount.shape.password,
});
export type PasswordChange = z.infer<typeof PasswordChange>;

export const Account = z.object({ id: z.string(), email: z.string().optional(), nickname: z.string() });
export type Account = z.infer<typeof Account>;

/** Answer of `POST /accounts` and `POST /sessions`; the token goes into `Authorization: Bearer …`. */
export const SignedIn = z.object({ token: z.string(), expiresAt: z.number(), account: Account });
export type SignedIn = z.infer<typeof SignedIn>;
