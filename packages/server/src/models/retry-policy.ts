import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type ErrorCode } from '../domain/errors.ts';

/** When and how often a failed call is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Upper bound of the first wait; it doubles with each try. The wait is a random part of it. */
  readonly firstDelayMilliseconds: number;
  /** No try begins later than this after the first. */
  readonly budgetMilliseconds: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const STANDARD_RETRIES: RetryPolicy = {
  attempts: 3,
  firstDelayMilliseconds: 1_000,
  budgetMilliseconds: 20_000,
  random: Math.random,
  now: () => performance.now(),
  wait: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal });
  },
};

/** Not `timeout`: a silent provider has cost the whole limit already, and a person waits. */
const WORTH_ANOTHER_TRY: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'model-unavailable']);

/**
 * Retries in proportion to successes, for all calls of one model: when a provider is down, one call in ten may try
 * again, so that retries do not double the load of what is overloaded.
 */
export class RetryAllowance {
  static readonly #MOST = 10;
  static readonly #PER_SUCCESS = 0.1;
  #left = RetryAllowance.#MOST;

  succeeded(): void {
    this.#left = Math.min(RetryAllowance.#MOST, this.#left + RetryAllowance.#PER_SUCCESS);
  }

  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Runs `attempt` until it succeeds, fails for good, or time, tries or the allowance are used up. */
export async function withRetries<Result>(
  policy: RetryPolicy,
  allowance: RetryAllowance,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const end = policy.now() + policy.budgetMilliseconds;
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await attempt();
      allowance.succeeded();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (tries >= policy.attempts || !isWorthAnotherTry(error)) throw error;
      const delay = delayBefore(tries, error, policy);
      if (policy.now() + delay > end || !allowance.take()) throw error;
      await policy.wait(delay, signal).catch((reason) => {
        signal.throwIfAborted();
        throw reason;
      });
    }
  }
}

function isWorthAnotherTry(error: unknown): error is AppError {
  return error instanceof AppError && error.retryable && WORTH_ANOTHER_TRY.has(error.code);
}

function delayBefore(tries: number, error: AppError, policy: RetryPolicy): number {
  const jittered = policy.random() * policy.firstDelayMilliseconds * 2 ** (tries - 1);
  return Math.max(error.retryAfterMilliseconds ?? 0, jittered);
}
