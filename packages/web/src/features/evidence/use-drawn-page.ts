import type { PDFPageProxy } from 'pdfjs-dist';
import { type RefObject, useEffect } from 'react';

/** Pixels of one drawn page: what a phone can hold of several pages. */
const MOST_PIXELS = 12_000_000;
/** Pixels drawn for each one shown, at least: the small print of a page beside the answer needs them. */
const FINENESS = 2;
/** A page that is drawn already is drawn anew when its width has stayed the same for this long, milliseconds. */
const SETTLED = 150;

/** Draws a page into `place`, as wide as it is shown. While the width changes, the last picture is stretched. */
export function useDrawnPage(page: PDFPageProxy, width: number, place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    const canvas = document.createElement('canvas');
    canvas.className = 'size-full';
    let cancel = (): void => undefined;
    const draw = (): void => {
      const size = page.getViewport({ scale: 1 });
      const wanted = (width / size.width) * Math.max(devicePixelRatio, FINENESS);
      const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (size.width * size.height)));
      const viewport = page.getViewport({ scale });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      const task = page.render({ canvas, viewport });
      cancel = () => task.cancel();
      // A drawing that was given up is no news; of one that failed, what has been drawn is better than nothing.
      const show = (): void => target.replaceChildren(canvas);
      task.promise.then(show, (error: Error) => {
        if (error.name !== 'RenderingCancelledException') show();
      });
    };
    const timer = setTimeout(draw, target.childElementCount === 0 ? 0 : SETTLED);
    return () => {
      clearTimeout(timer);
      cancel();
    };
  }, [page, width, place]);
}
