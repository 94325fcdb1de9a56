/** Resolves after `milliseconds`, rejects at once with the signal's reason when it is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Milliseconds to wait before attempt number `attempt` (from 1): doubling from a quarter of a second to five
 * seconds, shortened by up to a half at random, so that many readers of one server do not return in step.
 */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(250 * 2 ** (attempt - 1), 5_000);
  return full * (1 - random() / 2);
}
