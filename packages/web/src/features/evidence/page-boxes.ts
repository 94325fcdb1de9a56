/** A rectangle on a page, as shares (0..1) of the page's width and height, from its top left corner. */
export interface PageBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A vertical line beside text, in the same measure. */
export interface Bar {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes of one line that are closer than this many line heights are one mark: the blank between two words. */
const WORD_GAP = 0.8;
/** Lines further apart than this many line heights get bars of their own. */
const LINE_GAP = 2;

/** Puts boxes that follow each other on one line together; `ratio` is the height of the page over its width. */
export function joinBoxes(boxes: readonly PageBox[], ratio: number): readonly PageBox[] {
  const joined: PageBox[] = [];
  for (const box of boxes) {
    if (box.right <= box.left || box.bottom <= box.top) continue;
    const last = joined.at(-1);
    if (last !== undefined && sameLine(last, box, ratio)) joined[joined.length - 1] = union(last, box);
    else joined.push(box);
  }
  return joined;
}

/** The bars beside marked lines: one for each stack of lines that stand below one another. */
export function barsBeside(boxes: readonly PageBox[]): readonly Bar[] {
  const stacks: PageBox[] = [];
  for (const box of boxes) {
    const last = stacks.at(-1);
    const gap = (box.bottom - box.top) * LINE_GAP;
    const below = last !== undefined && box.top - last.bottom < gap && last.top - box.bottom < gap;
    const overlaps = last !== undefined && box.left < last.right && box.right > last.left;
    // The last words of a quote may end left of where its first line began: lines of one column overlap or touch.
    if (last !== undefined && below && (overlaps || box.top > last.top))
      stacks[stacks.length - 1] = union(last, box);
    else stacks.push(box);
  }
  return stacks.map(({ left, top, bottom }) => ({ left, top, bottom }));
}

function sameLine(last: PageBox, next: PageBox, ratio: number): boolean {
  const height = Math.min(last.bottom - last.top, next.bottom - next.top);
  const shared = Math.min(last.bottom, next.bottom) - Math.max(last.top, next.top);
  const gap = Math.max(next.left - last.right, last.left - next.right);
  return shared > height / 2 && gap < height * ratio * WORD_GAP;
}

function union(first: PageBox, second: PageBox): PageBox {
  return {
    left: Math.min(first.left, second.left),
    top: Math.min(first.top, second.top),
    right: Math.max(first.right, second.right),
    bottom: Math.max(first.bottom, second.bottom),
  };
}
