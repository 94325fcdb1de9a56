/** A person who can sign in. The owner of a fresh installation exists from the start and gets its e-mail on first registration. */
export interface User {
  readonly id: string;
  /** Equals `id`: each user owns one tenant. */
  readonly tenantId: string;
  readonly nickname: string;
  /** Lower case; absent until the account has been claimed. */
  readonly email?: string;
  readonly passwordHash?: string;
  readonly profile?: Profile;
  /** Since when the account may not be used: its sessions and keys open nothing. */
  readonly suspendedAt?: number;
  readonly lastLoginAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How a person likes to see things; what is absent is left to the client. */
export interface Profile {
  /** An image as a data URL. */
  readonly avatar?: string;
  readonly language?: string;
  readonly colorSchema?: string;
  readonly timezone?: string;
}

/** A signed-in session. Only the hash of its token is stored. */
export interface Session {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}
