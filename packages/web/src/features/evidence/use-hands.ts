import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether anybody has had a hand in a document yet. */
export interface Hands {
  /** Nobody has moved it: it may still move by itself. */
  readonly away: () => boolean;
  /** Somebody moves it by other means than in the window. */
  readonly touched: () => void;
}

/** Notices when somebody moves what is in the window: from then on it moves no more by itself. */
export function useHands(scroller: RefObject<HTMLElement | null>): Hands {
  const away = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    const touch = (): void => {
      away.current = false;
    };
    const events = ['wheel', 'pointerdown', 'keydown'] as const;
    for (const event of events) element?.addEventListener(event, touch, { passive: true });
    return () => {
      for (const event of events) element?.removeEventListener(event, touch);
    };
  }, [scroller]);
  return useState<Hands>(() => ({
    away: () => away.current,
    touched: () => {
      away.current = false;
    },
  }))[0];
}
