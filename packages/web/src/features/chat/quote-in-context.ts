/** About two lines of the card. */
const AROUND = 130;

/** A quote with about two lines of text on either side, cut between words, blank space made single. */
export function quoteInContext(
  text: string,
  span: { readonly start: number; readonly end: number },
): { readonly before: string; readonly quote: string; readonly after: string } {
  const start = Math.max(span.start - AROUND, 0);
  const end = Math.min(span.end + AROUND, text.length);
  const before = squeeze(text.slice(start, span.start));
  const after = squeeze(text.slice(span.end, end));
  return {
    before: start > 0 ? `…${before.replace(/^\S* ?/, ' ').trimStart()}` : before.trimStart(),
    quote: squeeze(text.slice(span.start, span.end)),
    after: end < text.length ? `${after.replace(/ ?\S*$/, '')}…` : after.trimEnd(),
  };
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ');
}
