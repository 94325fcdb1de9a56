import type { Problem } from '../domain/errors.ts';
import type { Places } from '../domain/fair-places.ts';

/** Every kind of background work, with its data. */
export interface Jobs {
  'document.ingest': { readonly tenantId: string; readonly documentId: string };
  'document.forget': {
    readonly tenantId: string;
    readonly knowledgeBaseId: string;
    readonly documentId: string;
    readonly contentHash: string;
  };
  'base.forget': { readonly tenantId: string; readonly knowledgeBaseId: string };
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

export interface EnqueueOptions {
  /** A second job with the same key is not added while one waits. */
  readonly key?: string;
  /** Jobs of different groups, e.g. bases, take turns; all that name none are one group. */
  readonly group?: string;
  /** Default 3. */
  readonly maxAttempts?: number;
}

/** How jobs of one name are worked on. */
export interface HandleOptions<Name extends JobName> extends Places {
  /** Hears of a job that will not be tried again. */
  readonly onFailed?: (job: Pick<Job<Name>, 'id' | 'data' | 'attempt'>, problem: Problem) => Promise<void>;
}

/**
 * Durable background work, at least once. A running job holds a lease that its worker renews; when the worker dies
 * the lease runs out and the job is tried again, up to `maxAttempts`, after which it is `failed` with a reason.
 */
export interface JobQueue {
  /** Returns the id of the job, or of the one with the same key that waits. */
  enqueue<Name extends JobName>(name: Name, data: Jobs[Name], options?: EnqueueOptions): Promise<string>;
  /**
   * Starts working on jobs of this name. An `AppError` that is not retryable fails the job at once; anything else
   * is tried again with back-off. See `chooseFairly` for whose turn it is.
   */
  handle<Name extends JobName>(
    name: Name,
    options: HandleOptions<Name>,
    work: (job: Job<Name>) => Promise<void>,
  ): void;
  info(id: string): Promise<JobInfo | undefined>;
  counts(): Promise<Readonly<Record<JobState, number>>>;
  /** Resolves when no job of this name waits or runs. */
  idle(name: JobName): Promise<void>;
  /** Takes no more jobs, aborts the running ones and puts them back. */
  stop(): Promise<void>;
}
