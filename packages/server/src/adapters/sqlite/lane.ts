import { AppError } from '../../domain/errors.ts';
import { fromFailure } from './failure.ts';
import type { ThreadHandle } from './thread-handle.ts';
import type { Outcome, Task } from './thread-messages.ts';

interface Waiting {
  readonly task: Task;
  resolve(output: unknown): void;
  reject(error: unknown): void;
  /** Stops listening to the caller's signal. */
  release?: () => void;
}

/**
 * A queue in front of one or more threads. What arrives while all are busy waits here, where it can still be
 * cancelled, and leaves in groups of at most `groupSize`: in front of the writer this is what makes group commit. Tasks
 * of the kinds in `alone` are groups of their own, so that nothing waits behind them that another thread could do.
 */
export class Lane {
  readonly #idle: ThreadHandle[];
  readonly #groupSize: number;
  readonly #alone: readonly Task['kind'][];
  readonly #queue: Waiting[] = [];
  readonly #busy = new Set<Promise<void>>();
  #closed = false;

  constructor(threads: readonly ThreadHandle[], groupSize: number, alone: readonly Task['kind'][]) {
    this.#idle = [...threads];
    this.#groupSize = groupSize;
    this.#alone = alone;
  }

  /** Runs a task in the next free thread. An abort rejects at once; a task that has begun still runs to its end. */
  submit(task: Task, signal?: AbortSignal): Promise<unknown> {
    if (this.#closed) return Promise.reject(new AppError('store-unavailable', 'The database is closed.'));
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { task, resolve, reject };
      const abort = (): void => {
        const index = this.#queue.indexOf(waiting);
        if (index !== -1) this.#queue.splice(index, 1);
        reject(signal?.reason);
      };
      waiting.release = () => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiting);
      this.#pump();
    });
  }

  /** Takes nothing more and resolves when everything taken has been answered. */
  async drain(): Promise<void> {
    this.#closed = true;
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const thread = this.#idle.pop();
      if (thread === undefined) return;
      const run = this.#run(thread, this.#nextGroup()).finally(() => {
        this.#busy.delete(run);
        this.#idle.push(thread);
        this.#pump();
      });
      this.#busy.add(run);
    }
  }

  #nextGroup(): Waiting[] {
    const alone = (waiting: Waiting): boolean => this.#alone.includes(waiting.task.kind);
    const end = this.#queue.findIndex(alone);
    const size = end === -1 ? this.#groupSize : Math.max(1, Math.min(end, this.#groupSize));
    return this.#queue.splice(0, size);
  }

  async #run(thread: ThreadHandle, group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await thread.run(group.map((waiting) => waiting.task));
      for (const [index, waiting] of group.entries()) answer(waiting, outcomes[index]);
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    } finally {
      for (const waiting of group) waiting.release?.();
    }
  }
}

function answer(waiting: Waiting, outcome: Outcome | undefined): void {
  if (outcome === undefined) waiting.reject(new AppError('internal', 'The database gave no answer.'));
  else if (outcome.ok) waiting.resolve(outcome.output);
  else waiting.reject(fromFailure(outcome.failure));
}
