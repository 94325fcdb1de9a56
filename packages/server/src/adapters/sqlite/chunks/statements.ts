import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { ThreadContext } from '../operations.ts';

/** The named columns of a row, as the statement says. */
type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

const STATE_KEY = 'chunks.statements';

/** A statement with this text, prepared once a thread. Only fixed texts come here. */
export function prepared({ database, state }: ThreadContext, sql: string): StatementSync {
  let known = state.get(STATE_KEY) as Map<string, StatementSync> | undefined;
  if (known === undefined) {
    known = new Map();
    state.set(STATE_KEY, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}

/** Runs a statement that gives no rows; returns how many rows it changed. */
export function run(context: ThreadContext, sql: string, ...values: SQLInputValue[]): number {
  return Number(prepared(context, sql).run(...values).changes);
}

/** Runs an insert and returns the number that the new row got. */
export function insert(context: ThreadContext, sql: string, ...values: SQLInputValue[]): number {
  return Number(prepared(context, sql).run(...values).lastInsertRowid);
}

/** The first row, if any. */
export function first<Found extends Row>(
  context: ThreadContext,
  sql: string,
  ...values: SQLInputValue[]
): Found | undefined {
  return prepared(context, sql).get(...values) as Found | undefined;
}

/** All rows. */
export function all<Found extends Row>(
  context: ThreadContext,
  sql: string,
  ...values: SQLInputValue[]
): Found[] {
  return prepared(context, sql).all(...values) as Found[];
}

/** All rows, one after the other; to be taken to the end before the next statement runs. */
export function each<Found extends Row>(
  context: ThreadContext,
  sql: string,
  ...values: SQLInputValue[]
): Iterable<Found> {
  return prepared(context, sql).iterate(...values) as Iterable<Found>;
}
