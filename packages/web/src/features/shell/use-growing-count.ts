import { useCallback, useState } from 'react';

const A_PAGE = 60;

/** How many rows of a long list are rendered: more whenever the element at their end comes near to being seen. */
export function useGrowingCount(all: number): {
  readonly count: number;
  /** For the element behind the last row. */
  readonly end: (element: HTMLElement | null) => (() => void) | undefined;
} {
  const [count, setCount] = useState(A_PAGE);
  const end = useCallback(
    (element: HTMLElement | null) => {
      // Observing tells the present state first: an end that is still in view after growing is heard of again.
      if (element === null || count >= all) return;
      const near = new IntersectionObserver(([entry]) => entry?.isIntersecting && setCount(count + A_PAGE), {
        rootMargin: '600px',
      });
      near.observe(element);
      return () => near.disconnect();
    },
    [count, all],
  );
  return { count, end };
}
