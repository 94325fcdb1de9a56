import type { Citation, Source } from '@colloquy/protocol';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, ExternalLink } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { openOriginal } from './open-original.ts';
import { Passage } from './passage.tsx';
import { placeOf } from './place-of.ts';

export interface SourceItemProps {
  readonly source: Source;
  /** Its quotes in this answer; none when it was only searched. */
  readonly citations: readonly Citation[];
  /** The number on its chips. */
  readonly number: number | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** One source of the panel; open, it shows the document around the passage. */
export function SourceItem({ source, citations, number, open, onToggle }: SourceItemProps) {
  if (source.deleted) return <li className="px-4 py-3 text-quiet">{strings.evidence.deleted}</li>;
  const place = placeOf(source);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full items-start gap-3 px-4 py-3 text-left hover:bg-hover"
        onClick={onToggle}
      >
        {number !== undefined && (
          <span className="tabular mt-0.5 min-w-5 rounded-sm bg-tint px-1 text-center text-accent text-small">
            {number}
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="wrap-anywhere block font-medium">{source.documentName}</span>
          {place && <span className="wrap-anywhere block text-quiet text-small">{place}</span>}
          {!open && (
            <span className="mt-1 line-clamp-2 text-quiet">{citations[0]?.quote || source.text}</span>
          )}
        </span>
        <Chevron aria-hidden size={16} className="mt-1 shrink-0 text-quiet" />
      </button>
      {open && (
        <div className="px-4 pb-3 motion-safe:animate-appear">
          <SourceActions source={source} quote={citations.map(({ quote }) => quote).join('\n')} />
          <Passage source={source} citations={citations} />
        </div>
      )}
    </li>
  );
}

function SourceActions({ source, quote }: { readonly source: Source; readonly quote: string }) {
  const original = useMutation({ mutationFn: () => openOriginal(source.documentId, source.documentName) });
  return (
    <>
      <div className="-ml-3 flex flex-wrap items-center pb-2">
        <CopyButton text={() => quote || source.text} words={strings.evidence.copyQuote} />
        <Button look="quiet" disabled={original.isPending} onClick={() => original.mutate()}>
          <ExternalLink aria-hidden size={16} />
          {strings.evidence.original}
        </Button>
        <span className="tabular ml-auto text-quiet text-small">
          {strings.evidence.similarity(source.score)}
        </span>
      </div>
      {original.error && <ProblemNote error={original.error} />}
    </>
  );
}
