/** A part of stored bytes: from `start` up to, not including, `end`. What lies past the bytes is not there. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes under a key. Keys are made by us: letters, digits, `-`, `_`, `.` and `/`. */
export interface BlobStore {
  /** Atomic and durable: a reader sees the old bytes or all of the new ones. */
  put(key: string, data: AsyncIterable<Uint8Array>): Promise<{ readonly size: number }>;
  /** All bytes, or a part of them; nothing before the part is read. @throws AppError `not-found` */
  open(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
  /** How many bytes there are. @throws AppError `not-found` */
  size(key: string): Promise<number>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
}
