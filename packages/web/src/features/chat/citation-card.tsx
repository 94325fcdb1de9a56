import type { Citation, Source } from '@colloquy/protocol';
import { strings } from '../../strings/strings.ts';
import { placeOf } from '../evidence/place-of.ts';
import { quoteInContext } from './quote-in-context.ts';

export interface CitationCardProps {
  readonly citation: Citation;
  readonly source: Source | undefined;
}

/** Where a citation leads, in short: document, place, the quote within the words around it. */
export function CitationCard({ citation, source }: CitationCardProps) {
  if (citation.deleted || source === undefined || source.deleted) return <p>{strings.evidence.deleted}</p>;
  const place = placeOf(source);
  const { before, quote, after } = quoteInContext(source.text, citation.span);
  return (
    <>
      <p className="wrap-anywhere font-medium">{citation.documentName}</p>
      {place && <p className="wrap-anywhere text-quiet text-small">{place}</p>}
      <blockquote className="wrap-anywhere mt-2 max-h-64 overflow-hidden text-quiet">
        {before}
        <mark className="rounded-sm bg-tint box-decoration-clone py-0.5 text-ink">{quote}</mark>
        {after}
      </blockquote>
    </>
  );
}
