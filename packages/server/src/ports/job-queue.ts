import type { Problem } from '../domain/errors.ts';

/** Every kind of background work, with its data. */
export interface Jobs {
  'document.ingest': { readonly tenantId: string; readonly documentId: string };
  'document.forget': {
    readonly tenantId: string;
    readonly knowledgeBaseId: string;
    readonly documentId: string;
    readonly contentHash: string;
  };
}

export type JobName = keyof Jobs;
export type JobState = 'waiting' | 'running' | 'done' | 'failed';

export interface Job<Name extends JobName> {
  readonly id: string;
  readonly data: Jobs[Name];
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborts when the queue stops or the lease is lost. */
  readonly signal: AbortSignal;
}

export interface JobInfo {
  readonly id: string;
  readonly name: JobName;
  readonly key?: string;
  readonly state: JobState;
  readonly attempt: number;
  readonly problem?: Problem;
  readonly updatedAt: number;
}

/**
 * Durable background work, at least once. A running job holds a lease that its worker renews; when the worker dies
 * the lease runs out and the job is tried again, up to `maxAttempts`, after which it is `failed` with a reason.
 */
export interface JobQueue {
  /** A second job with the same `key` is not added while one waits; its id is returned instead. */
  enqueue<Name extends JobName>(
    name: Name,
    data: Jobs[Name],
    options?: { readonly key?: string; readonly maxAttempts?: number },
  ): Promise<string>;
  /**
   * Starts working on jobs of this name. An `AppError` that is not retryable fails the job at once; anything else
   * is tried again with back-off. `onFailed` hears of a job that will not be tried again.
   */
  handle<Name extends JobName>(
    name: Name,
    options: {
      readonly concurrency: number;
      readonly onFailed?: (
        job: Pick<Job<Name>, 'id' | 'data' | 'attempt'>,
        problem: Problem,
      ) => Promise<void>;
    },
    work: (job: Job<Name>) => Promise<void>,
  ): void;
  info(id: string): Promise<JobInfo | undefined>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /** Resolves when no job of this name waits or runs. */
  idle(name: JobName): Promise<void>;
  /** Takes no more jobs, aborts the running ones and puts them back. */
  stop(): Promise<void>;
}
