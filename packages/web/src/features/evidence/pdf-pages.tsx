import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { strings } from '../../strings/strings.ts';
import type { MarkedPassage } from './marked-passage.ts';
import type { PageBox } from './page-boxes.ts';
import { PdfPage } from './pdf-page.tsx';
import { PdfToolbar, ZOOMS } from './pdf-toolbar.tsx';
import type { Begin } from './use-begin.ts';
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

/** Scrolling has come to rest when nothing has happened for so long, milliseconds. */
const REST = 250;

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
  useAddress({ page, wanted, begin: begin.page, onPage, toPage });
  const land = useCallback(
    (on: number, marks: readonly PageBox[]) => {
      const [first] = marks;
      if (on === begin.page && first !== undefined && hands.away()) goTo({ page: on, share: first.top });
    },
    [begin.page, goTo, hands],
  );
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const size = { '-': -1, '+': 1, '=': 1, '0': -zoom }[event.key];
    if (step !== undefined) toPage(page + step);
    if (size !== undefined) setZoom(Math.min(Math.max(zoom + size, 0), ZOOMS.length - 1));
    if (step !== undefined || size !== undefined) event.preventDefault();
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

/** Whether anybody has moved the document: then it moves no more by itself. */
function useHands(scroller: RefObject<HTMLElement | null>) {
  const away = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    const touch = (): void => {
      away.current = false;
    };
    const events = ['wheel', 'pointerdown', 'keydown'] as const;
    for (const event of events) element?.addEventListener(event, touch, { passive: true });
    return () => {
      for (const event of events) element?.removeEventListener(event, touch);
    };
  }, [scroller]);
  return useState(() => ({
    away: () => away.current,
    touched: () => {
      away.current = false;
    },
  }))[0];
}

/** Keeps the address and the page that is read the same, whichever changes. */
function useAddress({
  page,
  wanted,
  begin,
  onPage,
  toPage,
}: Pick<PdfPagesProps, 'wanted' | 'onPage'> & {
  readonly page: number;
  readonly begin: number;
  readonly toPage: (page: number) => void;
}): void {
  const told = useRef(wanted ?? begin);
  useEffect(() => {
    if (page === told.current) return;
    const timer = setTimeout(() => {
      told.current = page;
      onPage(page);
    }, REST);
    return () => clearTimeout(timer);
  }, [page, onPage]);
  useEffect(() => {
    const target = wanted ?? begin;
    if (target === told.current) return;
    told.current = target;
    toPage(target);
  }, [wanted, begin, toPage]);
}
