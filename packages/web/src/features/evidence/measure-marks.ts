import { type ItemSpan, locateInItems } from './locate-in-items.ts';
import { liesIn } from './marked-passage.ts';
import { joinBoxes, type PageBox } from './page-boxes.ts';

/** The text of a drawn page: its items and the elements that stand for them, in the same order. */
export interface PageText {
  readonly items: readonly string[];
  readonly elements: readonly HTMLElement[];
  /** The element that has the size of the page. */
  readonly page: HTMLElement;
}

/** The boxes of the quoted words on a page, line by line; `passage` says where on it the quotes are to be looked for. */
export function measureMarks(
  text: PageText,
  quotes: readonly string[],
  passage: readonly PageBox[],
): readonly PageBox[] {
  const frame = text.page.getBoundingClientRect();
  const near = text.elements.map(
    (element) => passage.length === 0 || liesIn(toBox(element.getBoundingClientRect(), frame), passage),
  );
  const spans = quotes.flatMap((quote) => locateInItems(text.items, quote, (item) => near[item] === true));
  const boxes = spans.flatMap((span) => boxesOf(text.elements[span.item], span, frame));
  return joinBoxes(boxes, frame.height / frame.width);
}

function boxesOf(element: HTMLElement | undefined, { start, end }: ItemSpan, frame: DOMRect): PageBox[] {
  const node = element?.firstChild;
  if (!(node instanceof Text)) return [];
  const range = document.createRange();
  range.setStart(node, Math.min(start, node.length));
  range.setEnd(node, Math.min(end, node.length));
  return [...range.getClientRects()].map((rectangle) => toBox(rectangle, frame));
}

function toBox({ left, top, right, bottom }: DOMRect, frame: DOMRect): PageBox {
  return {
    left: (left - frame.left) / frame.width,
    top: (top - frame.top) / frame.height,
    right: (right - frame.left) / frame.width,
    bottom: (bottom - frame.top) / frame.height,
  };
}
