/** A person who can sign in. The owner of a fresh installation exists from the start and gets its e-mail on first registration. */
export interface User {
  readonly id: string;
  /** Equals `id`: each user owns one tenant. */
  readonly tenantId: string;
  readonly nickname: string;
  /** Lower case; absent until the account has been claimed. */
  readonly email?: string;
  readonly passwordHash?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A signed-in session. Only the hash of its token is stored. */
export interface Session {
  /** SHA-256 of the token, hex. */
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}
