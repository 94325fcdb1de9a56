import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlValue, Statement, StatementResult } from './statement.ts';

/** Prepared statements kept per connection. Lists of parameters of many lengths make many texts, hence a bound. */
const CACHED_STATEMENTS = 256;

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** Runs compiled statements on one connection and keeps the prepared ones. */
export class StatementRunner {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run({ sql, parameters }: Statement): StatementResult {
    // An object as first argument would be taken for named parameters and shift all others.
    for (const value of parameters) requireValue(value);
    const { statement, returnsRows } = this.#prepare(sql);
    if (returnsRows) {
      const rows = statement.all(...parameters);
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...parameters).changes) };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > CACHED_STATEMENTS) {
      const [oldest] = this.#prepared.keys();
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    return prepared;
  }
}

function requireValue(value: SqlValue): void {
  const plain = value === null || typeof value !== 'object' || value instanceof Uint8Array;
  if (!plain || value === undefined) {
    throw new TypeError('A parameter of a statement is a string, a number, bytes or null.');
  }
}
