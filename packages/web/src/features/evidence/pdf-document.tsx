import type { Citation, LibraryDocument, Source } from '@colloquy/protocol';
import { TriangleAlert } from 'lucide-react';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type ReactNode, useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import type { MarkedPassage } from './marked-passage.ts';
import { PdfPages } from './pdf-pages.tsx';
import { TextDocument } from './text-document.tsx';
import { useBegin } from './use-begin.ts';
import { usePdf } from './use-pdf.ts';

export interface PdfDocumentProps {
  readonly document: LibraryDocument;
  readonly source: Source;
  readonly citations: readonly Citation[];
  /** The page that the address names. */
  readonly page: number | undefined;
  readonly onPage: (page: number) => void;
}

/** The pages of a PDF at a source; its text where they cannot be drawn. */
export function PdfDocument(props: PdfDocumentProps) {
  const [attempt, setAttempt] = useState(0);
  return <Attempt key={attempt} {...props} onAgain={() => setAttempt(attempt + 1)} />;
}

function Attempt({ onAgain, ...props }: PdfDocumentProps & { readonly onAgain: () => void }) {
  const { document, source, citations } = props;
  const { file, failure } = usePdf(document.id, document.size);
  if (failure === 'deleted') return <Note>{strings.evidence.deleted}</Note>;
  if (failure === 'unread') {
    return (
      <div className="p-4">
        <ProblemNote error={strings.evidence.pdf.unread}>
          <Button onClick={onAgain}>{strings.common.retry}</Button>
        </ProblemNote>
      </div>
    );
  }
  if (failure !== undefined) {
    return (
      <TextDocument source={source} citations={citations}>
        <p className="mb-3 flex gap-2 rounded-md bg-caution-tint px-3 py-2 text-body">
          <TriangleAlert aria-hidden size={16} className="mt-[3px] shrink-0 text-caution" />
          {strings.evidence.pdf[failure]}
        </p>
      </TextDocument>
    );
  }
  return file === undefined ? <Blank /> : <Opened file={file} {...props} />;
}

function Opened({
  file,
  source,
  citations,
  page,
  onPage,
}: PdfDocumentProps & { readonly file: PDFDocumentProxy }) {
  const passage = useMemo<MarkedPassage>(() => {
    const quotes = citations.map(({ quote }) => quote);
    return { regions: source.regions, quotes: quotes.length > 0 ? quotes : [source.text] };
  }, [source, citations]);
  const begin = useBegin(file, passage, page);
  if (begin === undefined) return <Blank />;
  return <PdfPages file={file} passage={passage} begin={begin} wanted={page} onPage={onPage} />;
}

function Blank() {
  return (
    <div className="min-h-0 flex-1 bg-desk p-8">
      <Placeholder lines={8} />
    </div>
  );
}

function Note({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="p-4 text-quiet">
      {children}
    </p>
  );
}
