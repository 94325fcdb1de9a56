import type { Source } from '@colloquy/protocol';
import type { PageBox } from './page-boxes.ts';

/** What is to be marked in a PDF. */
export interface MarkedPassage {
  /** Where the passage stands, in points from the upper left corner of each page, as it was found when it was read. */
  readonly regions: Source['regions'];
  /** The words to mark. */
  readonly quotes: readonly string[];
}

/** The boxes of a passage on one page, given the page's size in points. */
export function passageBoxes(
  { regions }: MarkedPassage,
  page: number,
  { width, height }: { readonly width: number; readonly height: number },
): readonly PageBox[] {
  return regions
    .filter((region) => region.page === page)
    .map(({ box: [left, top, right, bottom] }) => ({
      left: left / width,
      top: top / height,
      right: right / width,
      bottom: bottom / height,
    }));
}

/** True when the middle of a box lies in or right beside one of the others. */
export function liesIn(box: PageBox, others: readonly PageBox[]): boolean {
  const slack = 0.01;
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  return others.some(
    ({ left, top, right, bottom }) =>
      x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack,
  );
}
