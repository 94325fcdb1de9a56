import { ColloquyError } from '@colloquy/client';
import type { Citation, Source } from '@colloquy/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowLeft, ExternalLink } from 'lucide-react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { strings } from '../../strings/strings.ts';
import { MarkedText } from './marked-text.tsx';
import { openOriginal } from './open-original.ts';
import { PdfDocument } from './pdf-document.tsx';
import { placeOf } from './place-of.ts';
import { SourceNumber } from './source-number.tsx';
import { TextDocument } from './text-document.tsx';

export interface SourceDocumentProps {
  readonly source: Source;
  /** Its quotes in this answer; none when it was only searched. */
  readonly citations: readonly Citation[];
  /** The number on its chips. */
  readonly number: number | undefined;
  /** The page that the address names. */
  readonly page: number | undefined;
  readonly onPage: (page: number) => void;
  readonly onBack: () => void;
}

/** The document of a source, open at the passage: its pages when it is a PDF, its text otherwise. */
export function SourceDocument(props: SourceDocumentProps) {
  const { source, number, citations, onBack } = props;
  const place = placeOf(source);
  return (
    <article
      aria-label={source.documentName}
      className="flex min-h-0 flex-1 flex-col motion-safe:animate-appear"
    >
      <header className="flex items-start gap-2 py-2 pr-4 pl-2">
        <IconButton icon={ArrowLeft} label={strings.evidence.back} onClick={onBack} />
        {number !== undefined && <SourceNumber number={number} className="mt-1.5" />}
        <div className="min-w-0 flex-1 pt-1">
          <h2 className="line-clamp-2 wrap-anywhere font-medium" title={source.documentName}>
            {source.documentName}
          </h2>
          {place && <p className="line-clamp-2 wrap-anywhere text-quiet text-small">{place}</p>}
        </div>
      </header>
      <Actions source={source} quote={citations.map(({ quote }) => quote).join('\n')} />
      <Content {...props} />
    </article>
  );
}

function Content({ source, citations, page, onPage }: SourceDocumentProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.document(source.documentId),
    queryFn: ({ signal }) => client.document(source.documentId, signal),
  });
  // What was loaded before the document was deleted is not shown either.
  if (error instanceof ColloquyError && error.status === 404) {
    return (
      <p role="status" className="p-4 text-quiet">
        {strings.evidence.deleted}
      </p>
    );
  }
  if (data?.mediaType === 'application/pdf') {
    return <PdfDocument document={data} source={source} citations={citations} page={page} onPage={onPage} />;
  }
  if (data !== undefined) return <TextDocument source={source} citations={citations} />;
  if (isPending) {
    return (
      <div className="p-4">
        <Placeholder lines={8} />
      </div>
    );
  }
  // The passage came with the answer: it stays readable when the rest of its document cannot be reached.
  return (
    <ScrollRegion aria-label={strings.evidence.passage} className="overflow-y-auto px-4 pb-8 text-reading">
      <ProblemNote error={error}>
        <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
      </ProblemNote>
      <MarkedText source={source} citations={citations} />
    </ScrollRegion>
  );
}

function Actions({ source, quote }: { readonly source: Source; readonly quote: string }) {
  const original = useMutation({ mutationFn: () => openOriginal(source.documentId, source.documentName) });
  return (
    <>
      <div className="flex flex-wrap items-center px-2 pb-2">
        <CopyButton text={() => quote || source.text} words={strings.evidence.copyQuote} />
        <Button look="quiet" disabled={original.isPending} onClick={() => original.mutate()}>
          <ExternalLink aria-hidden size={16} />
          {strings.evidence.original}
        </Button>
        <span className="tabular ml-auto pr-2 text-quiet text-small">
          {strings.evidence.similarity(source.score)}
        </span>
      </div>
      {original.error && (
        <div className="px-4 pb-2">
          <ProblemNote error={original.error} />
        </div>
      )}
    </>
  );
}
