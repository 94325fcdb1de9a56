/** What a column may hold. Integers are within 2^53. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A compiled statement with its positional parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export interface StatementResult {
  readonly rows: readonly Readonly<Record<string, SqlValue>>[];
  /** Rows inserted, changed or deleted; for a statement that returns rows, how many it returned. */
  readonly changes: number;
}
