import { AppError, fromProblem, type Problem, toProblem } from '../../domain/errors.ts';

/** An error on its way from a database thread: a thrown one would lose its code. */
export interface Failure {
  readonly problem: Problem;
  /** What an unexpected error said, for the log. */
  readonly detail?: string;
}

/** Result codes of SQLite, https://www.sqlite.org/rescode.html; the low byte of an extended code is its kind. */
const BUSY = 5;
const LOCKED = 6;
const UNIQUE = [2067, 1555, 2579];
const FOREIGN_KEY = 787;
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [BUSY, 'The database is in use by another program; try again.'],
  [LOCKED, 'The database is in use by another program; try again.'],
  [7, 'There is not enough memory for the database.'],
  [8, 'The database file cannot be written; check the permissions of the data folder.'],
  [10, 'The disk of the data folder does not work as it should; see the log of the operating system.'],
  [11, 'The database file is damaged; restore it from a backup.'],
  [13, 'The disk of the data folder is full; make room and try again.'],
  [14, 'The database file cannot be opened; check the permissions of the data folder.'],
  [26, 'The database file is not a database; move it away or restore it from a backup.'],
]);

/** The extended result code of an error that SQLite raised. */
function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode : undefined;
}

/** True for an error that goes away when the other side has finished. */
export function isBusy(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code !== undefined && (code & 0xff) === BUSY;
}

/** Flattens whatever was thrown in a database thread. */
export function toFailure(thrown: unknown): Failure {
  const code = sqliteCode(thrown);
  const known = code === undefined ? thrown : (fromSqlite(code) ?? thrown);
  const problem = toProblem(known);
  return known === thrown && problem.code !== 'internal'
    ? { problem }
    : { problem, detail: detailOf(thrown) };
}

/** The error that {@link toFailure} flattened. */
export function fromFailure({ problem, detail }: Failure): AppError {
  const error = fromProblem(problem);
  if (detail === undefined) return error;
  const { code, message, retryable } = error;
  return new AppError(code, message, { retryable, cause: new Error(detail) });
}

/** A failure of the store as a whole. */
export function unavailable(message: string): Failure {
  return { problem: { code: 'store-unavailable', message, retryable: true } };
}

function fromSqlite(code: number): AppError | undefined {
  if (UNIQUE.includes(code)) {
    return new AppError('conflict', 'There is already one of these with the same value.');
  }
  if (code === FOREIGN_KEY) {
    return new AppError('conflict', 'What this belongs to does not exist any more.');
  }
  const message = UNAVAILABLE.get(code & 0xff);
  return message === undefined ? undefined : new AppError('store-unavailable', message);
}

function detailOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.stack ?? thrown.message;
}
