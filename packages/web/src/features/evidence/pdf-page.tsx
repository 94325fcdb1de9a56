import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { Placeholder } from '../../components/placeholder.tsx';
import { strings } from '../../strings/strings.ts';
import { type MarkedPassage, passageBoxes } from './marked-passage.ts';
import type { PageBox } from './page-boxes.ts';
import { PageMarks } from './page-marks.tsx';
import { useDrawnPage } from './use-drawn-page.ts';
import { usePageText } from './use-page-text.ts';
import './pdf-page.css';

export interface PdfPageProps {
  readonly file: PDFDocumentProxy;
  /** From 1. */
  readonly number: number;
  /** Pixels. */
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly passage: MarkedPassage;
  /** The page where the document was opened: there the passage has its bar even when its words are not found. */
  readonly isFirst: boolean;
  /** Told the page's height over its width when it is known. */
  readonly onRatio: (page: number, ratio: number) => void;
  /** Told the marks of the page when they are known. */
  readonly onMarks: (page: number, marks: readonly PageBox[]) => void;
}

/** One page of a PDF as it is printed, its text selectable, the quoted words marked. */
export function PdfPage({ file, number, top, height, onRatio, ...paper }: PdfPageProps) {
  const { width } = paper;
  const { page, broken } = usePage(file, number);
  useEffect(() => {
    if (page === undefined) return;
    const size = page.getViewport({ scale: 1 });
    onRatio(number, size.height / size.width);
  }, [page, number, onRatio]);
  return (
    <section
      aria-label={strings.evidence.page(number)}
      data-page={number}
      className="pdf-paper absolute left-1/2 -translate-x-1/2 overflow-hidden rounded-sm bg-sheet shadow-page"
      style={{ top, width, height }}
    >
      {broken && <p className="p-8 text-print">{strings.evidence.pageBroken}</p>}
      {page === undefined && !broken && (
        <div className="p-8">
          <Placeholder lines={8} />
        </div>
      )}
      {page && <Paper page={page} number={number} {...paper} />}
    </section>
  );
}

const NONE: readonly string[] = [];

type PaperProps = Omit<PdfPageProps, 'file' | 'top' | 'height' | 'onRatio'> & {
  readonly page: PDFPageProxy;
};

function Paper({ page, number, width, passage, isFirst, onMarks }: PaperProps) {
  const ink = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const size = useMemo(() => page.getViewport({ scale: 1 }), [page]);
  const boxes = useMemo(() => passageBoxes(passage, number, size), [passage, number, size]);
  const concerned = boxes.length > 0 || passage.regions.length === 0;
  useDrawnPage(page, width, ink);
  const marks = usePageText(page, layer, concerned ? passage.quotes : NONE, boxes);
  useEffect(() => {
    if (marks !== undefined) onMarks(number, marks);
  }, [marks, number, onMarks]);
  return (
    <div className="absolute inset-0" style={{ '--total-scale-factor': width / size.width } as CSSProperties}>
      <div ref={ink} aria-hidden className="absolute inset-0" />
      <PageMarks marks={marks ?? []} passage={isFirst ? boxes : []} />
      <div aria-hidden className="pointer-events-none absolute inset-0 bg-shade mix-blend-multiply" />
      <div ref={layer} className="pdf-text" />
    </div>
  );
}

function usePage(
  file: PDFDocumentProxy,
  number: number,
): { readonly page: PDFPageProxy | undefined; readonly broken: boolean } {
  const [page, setPage] = useState<PDFPageProxy>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let shown = true;
    file.getPage(number).then(
      (loaded) => shown && setPage(loaded),
      () => shown && setBroken(true),
    );
    return () => {
      shown = false;
    };
  }, [file, number]);
  return { page, broken };
}
