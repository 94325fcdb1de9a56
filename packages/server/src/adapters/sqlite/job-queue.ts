import { AppError, type Problem, toProblem } from '../../domain/errors.ts';
import { chooseFairly, type Places } from '../../domain/fair-places.ts';
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
import type { EmbeddedDatabase } from './embedded-database.ts';
import { JobTable, type TakenJob } from './job-table.ts';

export interface JobQueueOptions {
  /** How long a lease lasts; it is renewed three times as often. */
  readonly leaseMilliseconds?: number;
  /** The pause before the second attempt; it doubles with each further one, up to five minutes. */
  readonly retryMilliseconds?: number;
  /** How long `stop` waits for work that does not heed its signal. */
  readonly stopMilliseconds?: number;
  /** Hears of errors of the queue itself, which no caller waits for. */
  readonly onError?: (error: unknown) => void;
}

const LONGEST_PAUSE = 5 * 60 * 1000;
/** How often jobs that ended long ago are forgotten. */
const TIDY_MILLISECONDS = 60 * 60 * 1000;

interface Handler {
  readonly name: JobName;
  readonly places: Places;
  /** Jobs of this name that this process works on, by id. */
  readonly running: Map<string, { readonly group: string; readonly controller: AbortController }>;
  work(job: Job<JobName>): Promise<void>;
  failed(job: TakenJob, problem: Problem): Promise<void>;
  /** Set while jobs are being taken; `again` when more came meanwhile. */
  taking: boolean;
  again: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** The durable job queue of one process, on the table `jobs`. */
export function createJobQueue(database: EmbeddedDatabase, options: JobQueueOptions = {}): JobQueue {
  return new DurableJobQueue(new JobTable(database), options);
}

class DurableJobQueue implements JobQueue {
  readonly #table: JobTable;
  readonly #lease: number;
  readonly #retry: number;
  readonly #patience: number;
  readonly #onError: (error: unknown) => void;
  readonly #handlers = new Map<JobName, Handler>();
  readonly #work = new Set<Promise<void>>();
  readonly #heart: NodeJS.Timeout;
  #stopped = false;
  #tidyAt = 0;
  #changes = Promise.withResolvers<void>();

  constructor(table: JobTable, options: JobQueueOptions) {
    this.#table = table;
    this.#lease = options.leaseMilliseconds ?? 30_000;
    this.#retry = options.retryMilliseconds ?? 1_000;
    this.#patience = options.stopMilliseconds ?? 5_000;
    this.#onError = options.onError ?? (() => undefined);
    this.#heart = setInterval(() => this.#background(this.#beat()), this.#lease / 3).unref();
    this.#background(this.#tidy());
  }

  async enqueue<Name extends JobName>(
    name: Name,
    data: Jobs[Name],
    options: EnqueueOptions = {},
  ): Promise<string> {
    const id = await this.#table.add(name, data, options);
    const handler = this.#handlers.get(name);
    if (handler !== undefined) this.#pump(handler);
    return id;
  }

  handle<Name extends JobName>(
    name: Name,
    options: HandleOptions<Name>,
    work: (job: Job<Name>) => Promise<void>,
  ): void {
    const handler: Handler = {
      name,
      places: options,
      running: new Map(),
      // The table gives back the data of the name that it was asked for.
      work: (job) => work(job as Job<Name>),
      failed: async ({ id, data, attempt }, problem) =>
        options.onFailed?.({ id, data: data as Jobs[Name], attempt }, problem),
      taking: false,
      again: false,
      timer: undefined,
    };
    this.#handlers.set(name, handler);
    this.#background(this.#reclaim(handler).finally(() => this.#pump(handler)));
  }

  info(id: string): Promise<JobInfo | undefined> {
    return this.#table.info(id);
  }

  counts(): Promise<Readonly<Record<JobState, number>>> {
    return this.#table.counts();
  }

  async idle(name: JobName): Promise<void> {
    for (;;) {
      const changed = this.#changes.promise;
      if (!(await this.#table.busy(name))) return;
      await changed;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#heart);
    const reason = new AppError('interrupted', 'The server is stopping.');
    for (const { running, timer } of this.#handlers.values()) {
      clearTimeout(timer);
      for (const { controller } of running.values()) controller.abort(reason);
    }
    const patience = Promise.withResolvers<void>();
    const timer = setTimeout(patience.resolve, this.#patience);
    await Promise.race([Promise.all(this.#work), patience.promise]);
    clearTimeout(timer);
    const left = [...this.#handlers.values()].flatMap((handler) => [...handler.running.keys()]);
    await Promise.all(left.map((id) => this.#table.release(id)));
  }

  /** Takes as many jobs as there is room for; called whenever there may be one. */
  #pump(handler: Handler): void {
    handler.again = true;
    if (handler.taking || this.#stopped) return;
    handler.taking = true;
    this.#background(
      this.#take(handler).finally(() => {
        handler.taking = false;
      }),
    );
  }

  async #take(handler: Handler): Promise<void> {
    while (handler.again && !this.#stopped) {
      handler.again = false;
      const { name, places } = handler;
      const { waiting, nextDue } = await this.#table.waiting(name, places.perGroup ?? places.concurrency);
      const running = [...handler.running.values()].map(({ group }) => group);
      const chosen = chooseFairly(waiting, running, places);
      if (chosen.length > 0) {
        const jobs = await this.#table.take(chosen, Date.now() + this.#lease);
        for (const job of jobs) this.#start(handler, job);
      }
      this.#wakeAt(handler, nextDue);
    }
  }

  #wakeAt(handler: Handler, due: number | undefined): void {
    clearTimeout(handler.timer);
    if (due === undefined || this.#stopped) return;
    handler.timer = setTimeout(() => this.#pump(handler), Math.max(1, due - Date.now()));
  }

  #start(handler: Handler, job: TakenJob): void {
    const controller = new AbortController();
    handler.running.set(job.id, { group: job.group, controller });
    // A job that was taken while the queue was being stopped goes back untouched.
    const work = this.#stopped ? this.#table.release(job.id) : this.#run(handler, job, controller.signal);
    this.#track(handler, job, work);
  }

  #track(handler: Handler, job: TakenJob, work: Promise<void>): void {
    const tracked = work.catch(this.#onError).finally(() => {
      handler.running.delete(job.id);
      this.#work.delete(tracked);
      const { resolve } = this.#changes;
      this.#changes = Promise.withResolvers<void>();
      resolve();
      this.#pump(handler);
    });
    this.#work.add(tracked);
  }

  async #run(handler: Handler, job: TakenJob, signal: AbortSignal): Promise<void> {
    let thrown: unknown;
    try {
      await handler.work({ ...job, signal });
      await this.#table.end(job.id, 'done', undefined);
      return;
    } catch (error) {
      thrown = error;
    }
    if (this.#stopped) return this.#table.release(job.id);
    const problem = toProblem(thrown);
    const hopeless = thrown instanceof AppError && !thrown.retryable;
    if (!hopeless && job.attempt < job.maxAttempts) {
      return this.#table.retry(job.id, Date.now() + this.#pause(job.attempt), problem);
    }
    if (problem.code === 'internal') this.#onError(thrown);
    await this.#fail(handler, job, problem);
  }

  /** `onFailed` comes first: after a crash in between, the job is found running and failed again. */
  async #fail(handler: Handler, job: TakenJob, problem: Problem): Promise<void> {
    await handler.failed(job, problem);
    await this.#table.end(job.id, 'failed', problem);
  }

  /** Doubles from attempt to attempt; the random half keeps jobs that failed together apart. */
  #pause(attempt: number): number {
    const full = Math.min(this.#retry * 2 ** (attempt - 1), LONGEST_PAUSE);
    return full / 2 + Math.random() * (full / 2);
  }

  /** Takes up what a dead process, or a lost lease, left running. */
  async #reclaim(handler: Handler): Promise<void> {
    const exhausted = await this.#table.reclaim(handler.name, Date.now() + this.#lease);
    for (const job of exhausted) {
      handler.running.set(job.id, { group: job.group, controller: new AbortController() });
      const times = job.attempt === 1 ? 'once' : `${job.attempt} times`;
      const message = `The server ended while it worked on this (${times}); start it again by hand.`;
      this.#track(handler, job, this.#fail(handler, job, { code: 'interrupted', message, retryable: true }));
    }
  }

  async #tidy(): Promise<void> {
    if (Date.now() < this.#tidyAt) return;
    this.#tidyAt = Date.now() + TIDY_MILLISECONDS;
    await this.#table.tidy();
  }

  async #beat(): Promise<void> {
    await this.#tidy();
    for (const handler of this.#handlers.values()) {
      const ids = [...handler.running.keys()];
      const ours = await this.#table.renew(ids, Date.now() + this.#lease);
      const lost = new AppError('interrupted', 'Another worker has taken this job over.');
      for (const id of ids) if (!ours.has(id)) handler.running.get(id)?.controller.abort(lost);
      await this.#reclaim(handler);
      this.#pump(handler);
    }
  }

  #background(work: Promise<void>): void {
    work.catch((error) => {
      if (!this.#stopped) this.#onError(error);
    });
  }
}
