import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { AppError, fromProblem } from '../../domain/errors.ts';
import { createSlots } from '../../domain/slots.ts';
import type { CpuPool } from '../../ports/cpu-pool.ts';
import type { Tasks } from '../../workers/tasks.ts';
import type { TaskMessage, TaskOutcome } from './serve-tasks.ts';

export interface CpuPoolOptions {
  /** Default 2. */
  readonly maxThreads?: number;
  /** How long a thread without work is kept; default 3,000 ms. At rest there is none. */
  readonly idleMilliseconds?: number;
  /** Heap of one thread; default 512. */
  readonly heapMegabytes?: number;
  /** Heap and buffers of one thread together, watched while a task runs; default 900. */
  readonly memoryMegabytes?: number;
  /** Default 120,000. The time in the queue does not count. */
  readonly timeoutMilliseconds?: number;
  /** File that exports `run`, made with `serveTasks`; default the product's tasks. */
  readonly entry?: string;
  /** Hears the stack of an error that tasks did not expect. */
  readonly onUnexpected?: (detail: string) => void;
}

type TaskTable = Record<string, { readonly input: unknown; readonly output: unknown }>;

/** How often running tasks are looked at, in milliseconds. */
const WATCH_INTERVAL = 100;

interface RunningTask {
  readonly running: Int32Array;
  readonly controller: AbortController;
  readonly timeoutMilliseconds: number;
  startedAt?: number;
}

/** A pool of piscina's worker threads: none at rest, each with limits of heap, memory and time. */
export function createCpuPool<Table extends TaskTable = Tasks>(options: CpuPoolOptions = {}): CpuPool<Table> {
  const maxThreads = options.maxThreads ?? 2;
  // The queue is ours: piscina starts no thread for waiting tasks when the last one has been ended.
  const slots = createSlots(maxThreads);
  const pool = new Piscina({
    filename: options.entry ?? fileURLToPath(new URL('./entry.ts', import.meta.url)),
    name: 'run',
    minThreads: 0,
    maxThreads,
    idleTimeout: options.idleMilliseconds ?? 3000,
    concurrentTasksPerWorker: 1,
    // Parsers go on with timers and ports of their own between two tasks; a thread that sleeps on an atomic could not.
    atomics: 'disabled',
    // Documents are hostile: a thread sees no key that the environment may hold.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: options.heapMegabytes ?? 512, maxYoungGenerationSizeMb: 64 },
  });
  let closed = false;
  const watch = createWatch(pool, (options.memoryMegabytes ?? 900) * 1024 * 1024);
  pool.on('error', (error: unknown) => options.onUnexpected?.(String(error)));

  return {
    async run(task, input, { signal, timeoutMilliseconds, transfer }) {
      const entry: RunningTask = {
        running: new Int32Array(new SharedArrayBuffer(4)),
        controller: new AbortController(),
        timeoutMilliseconds: timeoutMilliseconds ?? options.timeoutMilliseconds ?? 120_000,
      };
      const message: TaskMessage = { task, input, running: entry.running };
      const cancel = (): void => entry.controller.abort(cancelled());
      signal.addEventListener('abort', cancel, { once: true });
      watch.add(entry);
      let release: (() => void) | undefined;
      try {
        signal.throwIfAborted();
        release = await slots.take(entry.controller.signal);
        const outcome: TaskOutcome = await pool.run(message, {
          signal: entry.controller.signal,
          ...(transfer === undefined ? {} : { transferList: [...transfer] }),
        });
        if (outcome.ok) return outcome.output as Table[typeof task]['output'];
        if (outcome.detail !== undefined) options.onUnexpected?.(outcome.detail);
        throw fromProblem(outcome.problem);
      } catch (thrown) {
        if (signal.aborted) throw cancelled();
        if (closed)
          throw new AppError('interrupted', 'The server is stopping; the document is read again later.');
        throw translate(thrown, entry.controller.signal);
      } finally {
        release?.();
        watch.remove(entry);
        signal.removeEventListener('abort', cancel);
      }
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}

/** What ended a task from outside: our own reason for an abort, else the thread's death. */
function translate(thrown: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return outOfMemory(thrown);
  }
  const message =
    'Reading the document ended its thread unexpectedly. The file may be damaged: save it again and retry.';
  return new AppError('parse-failed', message, { cause: thrown });
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The task was cancelled.');
}

function outOfMemory(cause?: unknown): AppError {
  const message = 'The document needs more memory than one document may have. Split it into smaller files.';
  return new AppError('parse-failed', message, { cause });
}

/**
 * Looks after running tasks: their time since the thread began, and the memory of their threads. A thread's heap
 * limit does not count buffers, in which pictures and archives unfold.
 */
function createWatch(
  pool: { readonly threads: Worker[] },
  memoryLimit: number,
): { add(task: RunningTask): void; remove(task: RunningTask): void } {
  const tasks = new Set<RunningTask>();
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = performance.now();
    for (const task of tasks) {
      const threadId = Atomics.load(task.running, 0);
      if (threadId === 0) continue;
      task.startedAt ??= now;
      if (now - task.startedAt > task.timeoutMilliseconds)
        task.controller.abort(tooSlow(task.timeoutMilliseconds));
      else void checkMemory(pool, threadId, task, memoryLimit);
    }
  };
  return {
    add(task) {
      tasks.add(task);
      timer ??= setInterval(look, WATCH_INTERVAL).unref();
    },
    remove(task) {
      tasks.delete(task);
      if (tasks.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

async function checkMemory(
  pool: { readonly threads: Worker[] },
  threadId: number,
  task: RunningTask,
  limit: number,
): Promise<void> {
  const thread = pool.threads.find((candidate) => candidate.threadId === threadId);
  if (thread === undefined) return;
  try {
    const statistics = await thread.getHeapStatistics();
    const used = statistics.used_heap_size + statistics.external_memory;
    if (used > limit) task.controller.abort(outOfMemory());
  } catch {
    // The thread has ended meanwhile.
  }
}

function tooSlow(milliseconds: number): AppError {
  const seconds = Math.round(milliseconds / 100) / 10;
  // A second try would take as long: not retryable.
  return new AppError(
    'timeout',
    `Reading the document took more than ${seconds} s. Split it into smaller files.`,
    {
      retryable: false,
    },
  );
}
