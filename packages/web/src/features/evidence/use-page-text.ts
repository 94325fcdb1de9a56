import type { PDFPageProxy } from 'pdfjs-dist';
import { type RefObject, useEffect, useState } from 'react';
import { measureMarks } from './measure-marks.ts';
import type { PageBox } from './page-boxes.ts';

/**
 * Lays the selectable text of a page into `place` and gives the boxes of the quotes in it; undefined until they are
 * known. The boxes are shares of the page, so they hold at every width. `quotes` and `passage` are to stay the same
 * objects while they say the same.
 */
export function usePageText(
  page: PDFPageProxy,
  place: RefObject<HTMLElement | null>,
  quotes: readonly string[],
  passage: readonly PageBox[],
): readonly PageBox[] | undefined {
  const [marks, setMarks] = useState<readonly PageBox[]>();
  useEffect(() => {
    const container = place.current;
    const parent = container?.parentElement;
    if (container === null || parent === null || parent === undefined) return;
    let shown = true;
    let cancel = (): void => undefined;
    const lay = async (): Promise<void> => {
      const { TextLayer } = await import('./pdf-library.ts');
      const content = await page.getTextContent();
      if (!shown) return;
      container.replaceChildren();
      const viewport = page.getViewport({ scale: 1 });
      const layer = new TextLayer({ textContentSource: content, container, viewport });
      cancel = () => layer.cancel();
      await layer.render();
      const text = { items: layer.textContentItemsStr, elements: layer.textDivs, page: parent };
      if (shown) setMarks(measureMarks(text, quotes, passage));
    };
    // Without its text a page is still a picture.
    lay().catch(() => shown && setMarks([]));
    return () => {
      shown = false;
      cancel();
    };
  }, [page, place, quotes, passage]);
  return marks;
}
