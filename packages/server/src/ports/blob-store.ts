/** Bytes under a key. Keys are made by us: letters, digits, `-`, `_`, `.` and `/`. */
export interface BlobStore {
  /** Atomic and durable: a reader sees the old bytes or all of the new ones. */
  put(key: string, data: AsyncIterable<Uint8Array>): Promise<{ readonly size: number }>;
  /** @throws AppError `not-found` */
  open(key: string): Promise<AsyncIterable<Uint8Array>>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
}
