import { AppError, type Problem, toProblem } from '../../domain/errors.ts';
import { chooseFairly, type Places } from '../../domain/fair-places.ts';
import { newId } from '../../domain/id.ts';
import type {
  EnqueueOptions,
  HandleOptions,
  Job,
  JobInfo,
  JobName,
  JobQueue,
  JobState,
  Jobs,
} from '../../ports/job-queue.ts';

interface StoredJob {
  readonly id: string;
  readonly name: JobName;
  readonly data: Jobs[JobName];
  readonly key: string | undefined;
  readonly group: string;
  readonly maxAttempts: number;
  attempt: number;
  state: JobState;
  problem: Problem | undefined;
  /** When it may be taken, milliseconds since the epoch. */
  due: number;
  updatedAt: number;
}

interface Handler {
  readonly places: Places;
  /** The group of each job that goes on, by id. */
  readonly running: Map<string, string>;
  work(job: Job<JobName>): Promise<void>;
  failed(job: StoredJob, problem: Problem): Promise<void>;
}

/** A job queue without a disk, for tests: the rules of the durable one, with short pauses between attempts. */
export function createMemoryJobQueue(options: { readonly retryMilliseconds?: number } = {}): JobQueue {
  return new MemoryJobQueue(options.retryMilliseconds ?? 1);
}

class MemoryJobQueue implements JobQueue {
  readonly #retryMilliseconds: number;
  readonly #jobs = new Map<string, StoredJob>();
  readonly #handlers = new Map<JobName, Handler>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #changed = new Set<() => void>();

  constructor(retryMilliseconds: number) {
    this.#retryMilliseconds = retryMilliseconds;
  }

  async enqueue<Name extends JobName>(
    name: Name,
    data: Jobs[Name],
    options: EnqueueOptions = {},
  ): Promise<string> {
    const { key, group = '', maxAttempts = 3 } = options;
    const twin = this.#jobs
      .values()
      .find((job) => key !== undefined && job.name === name && job.key === key && job.state === 'waiting');
    if (twin !== undefined) return twin.id;
    const fresh = {
      id: newId(),
      name,
      data,
      key,
      group,
      maxAttempts,
      attempt: 0,
      problem: undefined,
      due: 0,
    };
    this.#jobs.set(fresh.id, { ...fresh, state: 'waiting', updatedAt: Date.now() });
    this.#pump(name);
    return fresh.id;
  }

  handle<Name extends JobName>(
    name: Name,
    options: HandleOptions<Name>,
    work: (job: Job<Name>) => Promise<void>,
  ): void {
    this.#handlers.set(name, {
      places: options,
      running: new Map(),
      work: (job) => work(job as Job<Name>),
      failed: async (job, problem) =>
        options.onFailed?.({ id: job.id, data: job.data as Jobs[Name], attempt: job.attempt }, problem),
    });
    this.#pump(name);
  }

  async info(id: string): Promise<JobInfo | undefined> {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    const { name, state, attempt, updatedAt, key, problem } = job;
    return {
      id,
      name,
      state,
      attempt,
      updatedAt,
      ...(key !== undefined && { key }),
      ...(problem !== undefined && { problem }),
    };
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { waiting: 0, running: 0, done: 0, failed: 0 };
    for (const job of this.#jobs.values()) counts[job.state] += 1;
    return counts;
  }

  async idle(name: JobName): Promise<void> {
    const busy = (): boolean =>
      this.#jobs
        .values()
        .some((job) => job.name === name && (job.state === 'waiting' || job.state === 'running'));
    while (busy()) await new Promise<void>((resolve) => this.#changed.add(resolve));
  }

  async stop(): Promise<void> {
    this.#stop.abort(new AppError('interrupted', 'The server is stopping.'));
    await Promise.all(this.#running);
  }

  #pump(name: JobName): void {
    const handler = this.#handlers.get(name);
    if (handler === undefined || this.#stop.signal.aborted) return;
    const now = Date.now();
    const waiting = [...this.#jobs.values()].filter(
      (job) => job.name === name && job.state === 'waiting' && job.due <= now,
    );
    for (const job of chooseFairly(waiting, [...handler.running.values()], handler.places)) {
      this.#start(job, handler);
    }
  }

  #start(job: StoredJob, handler: Handler): void {
    handler.running.set(job.id, job.group);
    this.#move(job, 'running');
    job.attempt += 1;
    const run = this.#run(job, handler).finally(() => {
      handler.running.delete(job.id);
      this.#running.delete(run);
      this.#pump(job.name);
    });
    this.#running.add(run);
  }

  async #run(job: StoredJob, handler: Handler): Promise<void> {
    const { id, data, attempt, maxAttempts } = job;
    try {
      await handler.work({ id, data, attempt, maxAttempts, signal: this.#stop.signal });
      job.problem = undefined;
      this.#move(job, 'done');
    } catch (thrown) {
      await this.#failed(job, handler, thrown);
    }
  }

  async #failed(job: StoredJob, handler: Handler, thrown: unknown): Promise<void> {
    if (this.#stop.signal.aborted) {
      job.attempt -= 1;
      this.#move(job, 'waiting');
      return;
    }
    job.problem = toProblem(thrown);
    const final = thrown instanceof AppError && !thrown.retryable;
    if (final || job.attempt >= job.maxAttempts) {
      await handler.failed(job, job.problem).catch(() => undefined);
      this.#move(job, 'failed');
      return;
    }
    job.due = Date.now() + this.#retryMilliseconds;
    this.#move(job, 'waiting');
    setTimeout(() => this.#pump(job.name), this.#retryMilliseconds + 1);
  }

  #move(job: StoredJob, state: JobState): void {
    job.state = state;
    job.updatedAt = Date.now();
    const waiting = this.#changed;
    this.#changed = new Set();
    for (const resume of waiting) resume();
  }
}
