/** Encrypts small secrets at rest. */
export interface Seal {
  /** `name` binds the sealed text to its place, so that stored ones cannot be exchanged for one another. */
  seal(name: string, text: string): string;
  /** @throws AppError `store-unavailable` when it was sealed with another secret, or under another name */
  open(name: string, sealed: string): string;
}
