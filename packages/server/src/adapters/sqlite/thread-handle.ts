import { Worker } from 'node:worker_threads';
import type { AppError } from '../../domain/errors.ts';
import { fromFailure, unavailable } from './failure.ts';
import type { Outcome, Task, ThreadReply, ThreadSetup } from './thread-messages.ts';

interface Waiting {
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: AppError): void;
}

/** One database thread as its owner sees it. A thread that died is started anew by the next call. */
export class ThreadHandle {
  readonly #setup: ThreadSetup;
  #worker: Promise<Worker> | undefined;
  #waiting: Waiting | undefined;

  constructor(setup: ThreadSetup) {
    this.#setup = setup;
  }

  /** Opens the file. @throws AppError */
  async start(): Promise<void> {
    await this.#running();
  }

  /** Runs a group of tasks; the caller waits for its outcomes before it asks again. @throws AppError `store-unavailable` */
  async run(tasks: readonly Task[]): Promise<readonly Outcome[]> {
    const worker = await this.#running();
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      try {
        worker.postMessage({ tasks });
      } catch (error) {
        this.#waiting = undefined;
        reject(error);
      }
    });
  }

  async close(): Promise<void> {
    const worker = await this.#worker?.catch(() => undefined);
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ close: true });
    await ended;
  }

  #running(): Promise<Worker> {
    this.#worker ??= this.#spawn();
    return this.#worker;
  }

  #spawn(): Promise<Worker> {
    const worker = new Worker(new URL('./database-thread.ts', import.meta.url), {
      workerData: this.#setup,
      name: `colloquy-${this.#setup.role}`,
      // The flags of the main program (a test runner's loader, say) are not this thread's.
      execArgv: [],
    });
    return new Promise((resolve, reject) => {
      worker.on('message', (reply: ThreadReply) => {
        if ('outcomes' in reply) this.#settle((waiting) => waiting.resolve(reply.outcomes));
        else if (reply.opened) resolve(worker);
        else reject(fromFailure(reply.failure));
      });
      const died = (cause: unknown): void => {
        const detail = cause instanceof Error ? (cause.stack ?? cause.message) : `exit code ${cause}`;
        const failure = unavailable('A thread of the database ended unexpectedly; try again.');
        const error = fromFailure({ ...failure, detail });
        this.#worker = undefined;
        reject(error);
        this.#settle((waiting) => waiting.reject(error));
      };
      worker.on('error', died);
      worker.on('exit', died);
    });
  }

  #settle(end: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) end(waiting);
  }
}
