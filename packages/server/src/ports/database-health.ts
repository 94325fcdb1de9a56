/** What the database says about its own health. */
export interface DatabaseHealth {
  /** `ok`, or what SQLite found. */
  readonly integrity: string;
  /** Rows that belong to nothing, by what they are; all should be 0. */
  readonly orphans: Readonly<Record<string, number>>;
  /** Removals whose bytes have not left the disk yet. */
  readonly pendingRemovals: number;
  /** Parts of the search index that are damaged or of another version; they are built anew in the background. */
  readonly unreadableSegments: number;
  readonly documents: number;
  readonly chunks: number;
  /** Documents that are `ready` with another number of passages than there are. */
  readonly miscounted: number;
}
