import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Pixels from the end that still count as being there. */
const NEAR = 48;

/** Keeps a growing text in view only while the person is at its end. It begins there unless told otherwise. */
export function useScrollAtEnd(beginAtEnd: boolean): {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly toEnd: () => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(beginAtEnd);
  const [atEnd, setAtEnd] = useState(beginAtEnd);
  const toEnd = useCallback(() => {
    following.current = true;
    setAtEnd(true);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);
  useEffect(() => {
    const outer = scroller.current;
    const inner = content.current;
    if (outer === null || inner === null) return;
    let top = outer.scrollTop;
    const onScroll = (): void => {
      const near = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR;
      // Growth alone never ends the following: only a move up does.
      if (near || outer.scrollTop < top) {
        following.current = near;
        setAtEnd(near);
      }
      top = outer.scrollTop;
    };
    const grown = new ResizeObserver(() => {
      if (following.current) outer.scrollTop = outer.scrollHeight;
      else setAtEnd(outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR);
    });
    outer.addEventListener('scroll', onScroll, { passive: true });
    grown.observe(inner);
    grown.observe(outer);
    return () => {
      outer.removeEventListener('scroll', onScroll);
      grown.disconnect();
    };
  }, []);
  return { scroller, content, atEnd, toEnd };
}
