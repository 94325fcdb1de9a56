import type { DatabaseSync } from 'node:sqlite';
import { type Failure, isBusy, toFailure, unavailable } from './failure.ts';
import type { Operation, Operations, ThreadContext } from './operations.ts';
import { StatementRunner } from './statement-runner.ts';
import type { Outcome, Task } from './thread-messages.ts';

const BEGIN_ATTEMPTS = 5;

/** The outcomes of a group of tasks, and the buffers among them that move to the caller. */
export interface GroupResult {
  readonly outcomes: readonly Outcome[];
  readonly transfer: readonly ArrayBuffer[];
}

/** Runs tasks inside a database thread. */
export class TaskRunner {
  readonly #context: ThreadContext;
  readonly #operations: Operations;
  readonly #statements: StatementRunner;
  #transfer: ArrayBuffer[] = [];

  constructor(context: ThreadContext, operations: Operations) {
    this.#context = context;
    this.#operations = operations;
    this.#statements = new StatementRunner(context.database);
  }

  run(tasks: readonly Task[]): GroupResult {
    this.#transfer = [];
    const outcomes = this.#context.role === 'writer' ? this.#write(tasks) : this.#read(tasks);
    return { outcomes, transfer: this.#transfer };
  }

  #read(tasks: readonly Task[]): Outcome[] {
    const { database } = this.#context;
    return tasks.map((task) => {
      try {
        database.exec('begin');
        return { ok: true, output: this.#perform(task) };
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      } finally {
        if (database.isTransaction) database.exec('rollback');
      }
    });
  }

  /**
   * Group commit: one transaction, a savepoint for each unit, one commit that pays for all. Answers leave this thread
   * only after the commit; when it fails, every unit has failed.
   */
  #write(tasks: readonly Task[]): Outcome[] {
    const { database } = this.#context;
    try {
      const [first] = tasks;
      if (first?.kind === 'checkpoint') return [checkpoint(database)];
      begin(database);
      const outcomes = tasks.map((task) => this.#unit(task));
      database.exec('commit');
      return outcomes;
    } catch (error) {
      if (database.isTransaction) database.exec('rollback');
      this.#transfer = [];
      const failure = toFailure(error);
      return tasks.map(() => ({ ok: false, failure }));
    }
  }

  /** @throws when SQLite has given up the whole transaction, as it does on a full disk */
  #unit(task: Task): Outcome {
    const { database } = this.#context;
    database.exec('savepoint unit');
    try {
      const output = this.#perform(task);
      database.exec('release unit');
      return { ok: true, output };
    } catch (error) {
      if (!database.isTransaction) throw error;
      database.exec('rollback to unit');
      database.exec('release unit');
      return { ok: false, failure: toFailure(error) };
    }
  }

  #perform(task: Task): unknown {
    if (task.kind === 'statements')
      return task.statements.map((statement) => this.#statements.run(statement));
    if (task.kind === 'checkpoint') throw new Error('A checkpoint is a group of its own, in the writer.');
    const operation = this.#operations[task.name];
    if (operation === undefined) throw new Error(`There is no operation "${task.name}".`);
    const { output, transfer } = (operation as Operation<unknown, unknown>)(this.#context, task.input);
    if (transfer !== undefined) this.#transfer.push(...transfer);
    return output;
  }
}

function begin(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === BEGIN_ATTEMPTS) throw error;
    }
  }
}

function checkpoint(database: DatabaseSync): Outcome {
  const row = database.prepare('pragma wal_checkpoint(truncate)').get();
  const failure: Failure = unavailable('The write-ahead log is in use; try again.');
  return row?.busy === 0 ? { ok: true, output: undefined } : { ok: false, failure };
}
