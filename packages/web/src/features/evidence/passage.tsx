import type { Citation, Source } from '@colloquy/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Placeholder } from '../../components/placeholder.tsx';
import { strings } from '../../strings/strings.ts';
import { locateQuote } from './cut-passage.ts';
import { QuotedText } from './quoted-text.tsx';

export interface PassageProps {
  readonly source: Source;
  readonly citations: readonly Citation[];
}

/** Characters of the document shown before and after the passage. */
const AROUND = 900;

/** A source in its document, its quotes marked and in view. */
export function Passage({ source, citations }: PassageProps) {
  const start = Math.max(source.start - AROUND, 0);
  const end = source.end + AROUND;
  const { data, isPending } = useQuery({
    queryKey: keys.text(source.documentId, start, end),
    queryFn: ({ signal }) => client.documentText(source.documentId, { start, end }, signal),
    staleTime: 60_000,
  });
  const region = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isPending) return;
    const quote = region.current?.querySelector('mark') ?? region.current;
    quote?.scrollIntoView({ block: 'center' });
  }, [isPending]);
  if (isPending) return <Placeholder lines={6} />;
  // Without its document (it is being read anew, say) the passage itself is still at hand.
  const text = data?.text ?? source.text;
  const origin = data?.start ?? source.start;
  const quotes = citations.flatMap(({ quote, start: at }) => locateQuote(text, origin, quote, at) ?? []);
  const cutAtStart = origin > 0;
  const cutAtEnd = data !== undefined && data.end < data.length;
  return (
    <section ref={region} aria-label={strings.evidence.passage} className="pb-2">
      {cutAtStart && <p className="pl-3 text-quiet">…</p>}
      <QuotedText text={text} origin={origin} quotes={quotes} />
      {cutAtEnd && <p className="pl-3 text-quiet">…</p>}
    </section>
  );
}
