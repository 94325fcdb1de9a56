import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { strings } from '../../strings/strings.ts';
import type { MarkedPassage } from './marked-passage.ts';
import type { PageBox } from './page-boxes.ts';
import { PdfPage } from './pdf-page.tsx';
import { PdfToolbar, ZOOMS } from './pdf-toolbar.tsx';
import type { Begin } from './use-begin.ts';
import { useHands } from './use-hands.ts';
import { usePageAddress } from './use-page-address.ts';
import { usePageScroll } from './use-page-scroll.ts';

export interface PdfPagesProps {
  readonly file: PDFDocumentProxy;
  readonly passage: MarkedPassage;
  readonly begin: Begin;
  /** The page that the address names; another one than before is gone to. */
  readonly wanted: number | undefined;
  /** Told the page that is read, when scrolling has come to rest. */
  readonly onPage: (page: number) => void;
}

/** The pages of a PDF below one another; only those in view exist. */
export function PdfPages({ file, passage, begin, wanted, onPage }: PdfPagesProps) {
  const count = file.numPages;
  const scroller = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState(0);
  const { layout, page, shown, goTo, setRatio } = usePageScroll(scroller, {
    count,
    zoom: ZOOMS[zoom] ?? 1,
    begin,
    guess: begin.ratio,
  });
  const hands = useHands(scroller);
  const toPage = useCallback(
    (target: number) => {
      hands.touched();
      goTo({ page: Math.min(Math.max(target, 1), count), share: 0 });
    },
    [count, goTo, hands],
  );
  usePageAddress({ page, wanted, begin: begin.page, onPage, toPage });
  const land = useCallback(
    (on: number, marks: readonly PageBox[]) => {
      const [first] = marks;
      if (on === begin.page && first !== undefined && hands.away()) goTo({ page: on, share: first.top });
    },
    [begin.page, goTo, hands],
  );
  const press = (event: KeyboardEvent): void => {
    const asked = keyOf(event);
    if (asked === undefined) return;
    event.preventDefault();
    if (asked.page !== 0) toPage(page + asked.page);
    else setZoom(asked.zoom === 0 ? 0 : Math.min(Math.max(zoom + asked.zoom, 0), ZOOMS.length - 1));
  };
  return (
    <>
      <PdfToolbar page={page} count={count} zoom={zoom} onPage={toPage} onZoom={setZoom} />
      <ScrollRegion
        ref={scroller}
        aria-label={strings.evidence.pagesOfDocument}
        className="relative overflow-auto bg-desk [overflow-anchor:none] [scrollbar-gutter:stable]"
        onKeyDown={press}
      >
        <div className="relative min-w-full" style={{ height: layout.height, width: layout.width + 24 }}>
          {layout.width > 0 &&
            shown.map((number) => (
              <PdfPage
                key={number}
                file={file}
                number={number}
                width={layout.width}
                top={layout.top(number)}
                height={layout.heightOf(number)}
                passage={passage}
                isFirst={number === begin.page}
                onRatio={setRatio}
                onMarks={land}
              />
            ))}
        </div>
      </ScrollRegion>
    </>
  );
}

/** Arrows to the sides leaf through the pages, `+` and `-` make them larger and smaller, `0` fits them to the width. */
function keyOf(event: KeyboardEvent): { readonly page: number; readonly zoom: number } | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const page = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
  const zoom = { '-': -1, '+': 1, '=': 1 }[event.key] ?? 0;
  return page !== 0 || zoom !== 0 || event.key === '0' ? { page, zoom } : undefined;
}
