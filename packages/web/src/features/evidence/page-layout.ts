/** Where the pages of a document lie below one another, all of one width. */
export interface PageLayout {
  readonly count: number;
  readonly width: number;
  /** Height of all pages, with the room around them. */
  readonly height: number;
  /** Distance of a page's upper edge from the beginning; pages count from 1. */
  top(page: number): number;
  heightOf(page: number): number;
  /** The page at a distance from the beginning: the first or the last one when it lies outside. */
  pageAt(offset: number): number;
}

/** A place in a document that stays when widths and heights change: a share (0..1) of a page's height. */
export interface Anchor {
  readonly page: number;
  readonly share: number;
}

/** Room above, below and between pages, in pixels. */
const PAGE_GAP = 12;

/** Lays pages out; `ratioOf` gives height over width, known or guessed. */
export function layOutPages(count: number, width: number, ratioOf: (page: number) => number): PageLayout {
  const tops = new Float64Array(count + 2);
  tops[1] = PAGE_GAP;
  for (let page = 1; page <= count; page += 1) {
    tops[page + 1] = (tops[page] ?? 0) + Math.round(width * ratioOf(page)) + PAGE_GAP;
  }
  const top = (page: number): number => tops[page] ?? 0;
  return {
    count,
    width,
    height: top(count + 1),
    top,
    heightOf: (page) => top(page + 1) - top(page) - PAGE_GAP,
    pageAt(offset) {
      let [low, high] = [1, count];
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if (top(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

/** The place at a distance from the beginning. */
export function anchorAt(layout: PageLayout, offset: number): Anchor {
  const page = layout.pageAt(offset);
  return { page, share: (offset - layout.top(page)) / Math.max(layout.heightOf(page), 1) };
}

/** The distance of a place from the beginning: the inverse of {@link anchorAt}. */
export function offsetOf(layout: PageLayout, { page, share }: Anchor): number {
  return layout.top(page) + share * Math.max(layout.heightOf(page), 1);
}
