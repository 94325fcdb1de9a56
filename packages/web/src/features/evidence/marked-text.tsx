import type { Citation, Source } from '@colloquy/protocol';
import { locateQuote } from './cut-passage.ts';
import { QuotedText } from './quoted-text.tsx';

export interface MarkedTextProps {
  readonly source: Source;
  readonly citations: readonly Citation[];
  /** Text around the source, and the place of its first character in the document; the source alone otherwise. */
  readonly text?: string;
  readonly origin?: number;
}

/** A source in the text around it, its quotes marked; without quotes (it was only searched) all of it is marked. */
export function MarkedText({
  source,
  citations,
  text = source.text,
  origin = source.start,
}: MarkedTextProps) {
  const wanted = citations.length > 0 ? citations : [{ quote: source.text, start: source.start }];
  const quotes = wanted.flatMap(({ quote, start }) => locateQuote(text, origin, quote, start) ?? []);
  return <QuotedText text={text} origin={origin} quotes={quotes} />;
}
