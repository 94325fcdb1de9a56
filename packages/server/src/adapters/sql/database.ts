import type { Compilable, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export interface UnitResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows inserted, changed or deleted. */
  readonly changes: number;
}

/** A database of this schema, whatever its make. */
export interface SqlDatabase {
  /** Single statements; interactive transactions are not offered. */
  readonly queries: Kysely<Schema>;
  /** Runs the queries in order as one transaction: all of them or none. @throws AppError `conflict`, `store-unavailable` */
  unit(queries: readonly Compilable[]): Promise<readonly UnitResult[]>;
}
