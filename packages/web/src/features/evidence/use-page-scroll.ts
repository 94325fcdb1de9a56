import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Anchor, anchorAt, layOutPages, offsetOf, type PageLayout } from './page-layout.ts';

/** The place that is shown lies this far down the window, as a share of its height. */
const EYE = 0.3;
/** Room on both sides of a page, in pixels. */
const MARGIN = 12;
/** Pages that are kept ready beyond the visible ones. */
const READY = 1;

export interface PageScroll {
  readonly layout: PageLayout;
  /** The page at eye level. */
  readonly page: number;
  /** The pages that are to be there. */
  readonly shown: readonly number[];
  /** Brings a place to eye level. */
  readonly goTo: (anchor: Anchor) => void;
  readonly setRatio: (page: number, ratio: number) => void;
}

/**
 * Scrolls through pages of which only the visible ones exist. The place at eye level stays where it is when the width
 * changes and when pages turn out to be of another size than was guessed.
 */
export function usePageScroll(
  scroller: RefObject<HTMLElement | null>,
  {
    count,
    zoom,
    begin,
    guess,
  }: {
    readonly count: number;
    /** 1 is as wide as the window. */
    readonly zoom: number;
    readonly begin: Anchor;
    /** Height over width of pages that have not been seen. */
    readonly guess: number;
  },
): PageScroll {
  const room = useSize(scroller);
  const [ratios, setRatios] = useState<ReadonlyMap<number, number>>(new Map());
  const width = Math.max(Math.floor((room.width - 2 * MARGIN) * zoom), 0);
  const layout = useMemo(
    () => layOutPages(count, width, (page) => ratios.get(page) ?? guess),
    [count, width, ratios, guess],
  );
  const anchor = useRef(begin);
  const [view, setView] = useState({ page: begin.page, first: begin.page, last: begin.page });

  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null || layout.width === 0) return;
    const top = element.scrollTop;
    const page = layout.pageAt(top + element.clientHeight * EYE);
    const [first, last] = [layout.pageAt(top), layout.pageAt(top + element.clientHeight)];
    setView((now) =>
      now.page === page && now.first === first && now.last === last ? now : { page, first, last },
    );
  }, [layout, scroller]);
  const goTo = useCallback(
    (place: Anchor) => {
      anchor.current = place;
      const element = scroller.current;
      if (element === null || layout.width === 0) return;
      element.scrollTop = offsetOf(layout, place) - element.clientHeight * EYE;
      look();
    },
    [layout, look, scroller],
  );

  useLayoutEffect(() => goTo(anchor.current), [goTo]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const follow = (): void => {
      if (layout.width > 0) anchor.current = anchorAt(layout, element.scrollTop + element.clientHeight * EYE);
      look();
    };
    element.addEventListener('scroll', follow, { passive: true });
    return () => element.removeEventListener('scroll', follow);
  }, [layout, look, scroller]);
  const setRatio = useCallback((page: number, ratio: number) => {
    setRatios((now) => (now.get(page) === ratio ? now : new Map(now).set(page, ratio)));
  }, []);
  return {
    layout,
    page: view.page,
    shown: useMemo(() => around(view, count), [view, count]),
    goTo,
    setRatio,
  };
}

function around(view: { readonly first: number; readonly last: number }, count: number): readonly number[] {
  const first = Math.max(view.first - READY, 1);
  const last = Math.min(view.last + READY, count);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function useSize(element: RefObject<HTMLElement | null>): { readonly width: number } {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return { width };
}
