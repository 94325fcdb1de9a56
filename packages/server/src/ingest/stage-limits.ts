import { AppError } from '../domain/errors.ts';

/** How long each stage of reading a document may take, in milliseconds. */
export interface StageLimits {
  readonly read: number;
  /** What a megabyte of the file adds to `read`. */
  readonly readMegabyte: number;
  /** For one answer of the embedding model. */
  readonly embed: number;
  readonly store: number;
}

export const STAGE_LIMITS: StageLimits = {
  read: 120_000,
  readMegabyte: 2_000,
  embed: 180_000,
  store: 120_000,
};

/**
 * Waits at most so long, but for an abort not less: what the store still writes must have ended before a removal
 * takes it away.
 */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const limit = Promise.withResolvers<never>();
  const late = new AppError('timeout', 'The store did not answer in time; the document is tried again.');
  const timer = setTimeout(() => limit.reject(late), milliseconds);
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
