/**
 * A key for programs, with an optional second token for pages that embed a chat. Both are found by their hash; they
 * are kept sealed as well, because their owner may look at them again.
 */
export interface ApiKey {
  /** SHA-256 of the key, hex. */
  readonly id: string;
  readonly tenantId: string;
  /** Who made it: what it does is done in this person's name. */
  readonly userId: string;
  readonly sealedToken: string;
  /** SHA-256 of the token for embedded pages, hex. */
  readonly betaHash?: string;
  readonly sealedBeta?: string;
  /** The assistant that it is bound to. */
  readonly dialogId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
