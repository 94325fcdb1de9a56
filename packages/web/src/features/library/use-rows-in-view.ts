import { type RefObject, useEffect, useState } from 'react';
import { ROW_HEIGHT } from './columns.ts';
import { type RowGap, type RowRange, visibleRows } from './visible-rows.ts';

/** The rows of a long list that its scrolling surroundings show, followed while they are scrolled or resized. */
export function useRowsInView(
  list: RefObject<HTMLElement | null>,
  count: number,
  gap: RowGap | undefined,
): RowRange {
  const [range, setRange] = useState<RowRange>({ first: 0, end: Math.min(count, 30) });
  const gapAfter = gap?.after;
  const gapHeight = gap?.height;
  useEffect(() => {
    const rows = list.current;
    const scroller = rows?.closest('main');
    if (!rows || !scroller) return;
    const look = (): void => {
      const top = scroller.getBoundingClientRect().top - rows.getBoundingClientRect().top;
      const open =
        gapAfter === undefined || gapHeight === undefined
          ? undefined
          : { after: gapAfter, height: gapHeight };
      const view = { top, height: scroller.clientHeight, rowHeight: ROW_HEIGHT, count, gap: open };
      const next = visibleRows(view);
      setRange((last) => (last.first === next.first && last.end === next.end ? last : next));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    resized.observe(rows);
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [list, count, gapAfter, gapHeight]);
  return range;
}
