import { startTransition, useEffect, useState } from 'react';

/** Questions that are rendered at once: more than any screen holds. */
const AT_ONCE = 8;
/** Questions that are added at a time while the browser has nothing else to do. */
const A_STEP = 4;

/**
 * The index of the first question that is rendered. It begins near the end, or at `wanted` (-1 for none), and goes to
 * 0 in small steps that the browser may put off: a long conversation opens as fast as a short one.
 */
export function useRenderedFrom(count: number, wanted: number): number {
  const [hidden, setHidden] = useState<number>();
  const from = Math.min(hidden ?? Math.max(count - AT_ONCE, 0), count, wanted < 0 ? count : wanted);
  useEffect(() => {
    if (from === 0 || count === 0) return;
    return whenIdle(() => startTransition(() => setHidden(Math.max(from - A_STEP, 0))));
  }, [from, count]);
  return from;
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 30);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: 300 });
  return () => cancelIdleCallback(handle);
}
