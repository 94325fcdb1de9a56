import { type AnalyzedWord, analyze } from './tokenize.ts';
import { segmentUnspaced } from './unspaced.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text on either side of the first match that a snippet keeps, as a share of its length. */
const LEAD = 0.25;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * The text as HTML with `<em>` around each word that holds one of the terms. `&`, `<`, `>` and `"` of the text are
 * escaped, so that the only markup in the result is ours, match or none. Linear time.
 * @param terms index terms (see tokenize.ts), as those of a question
 * @param options.length cuts a passage of about so many UTF-16 units around the first match; without it the whole text
 */
export function highlight(
  text: string,
  terms: readonly string[],
  options: { readonly length?: number } = {},
): string {
  const spans = matches(text, new Set(terms));
  const { start, end } = frame(text, spans, options.length);
  let html = start > 0 ? '… ' : '';
  let from = start;
  for (const span of spans) {
    if (span.start < from || span.end > end) continue;
    html += `${escapeHtml(text.slice(from, span.start))}<em>${escapeHtml(text.slice(span.start, span.end))}</em>`;
    from = span.end;
  }
  return `${html}${escapeHtml(text.slice(from, end))}${end < text.length ? ' …' : ''}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
}

/** Places of the matches in order; neighbours without a gap are one. */
function matches(text: string, terms: ReadonlySet<string>): Span[] {
  const spans: Span[] = [];
  for (const word of analyze(text).words) {
    for (const span of matchesInWord(text, word, terms)) {
      const last = spans.at(-1);
      if (last && last.end >= span.start)
        spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
      else spans.push(span);
    }
  }
  return spans;
}

function matchesInWord(text: string, word: AnalyzedWord, terms: ReadonlySet<string>): Span[] {
  if (word.kind === 'spaced') {
    const own = word.terms.filter((term) => !term.includes(' '));
    return own.some((term) => terms.has(term)) || word.surfaces.some((surface) => terms.has(surface))
      ? [word]
      : [];
  }
  const run = text.slice(word.start, word.end);
  const pieces = word.kind === 'unspaced' ? segmentUnspaced(run) : pairsOf(run);
  const found: Span[] = [];
  let from = 0;
  for (const piece of pieces) {
    const at = run.indexOf(piece, from);
    if (at < 0) continue;
    from = word.kind === 'unspaced' ? at + piece.length : at + 1;
    if (terms.has(piece)) found.push({ start: word.start + at, end: word.start + at + piece.length });
  }
  return found;
}

/** Pairs of neighbours; a run of one character is itself. */
function pairsOf(run: string): string[] {
  if (run.length === 1) return [run];
  return Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2));
}

/** The part of the text to show, cut at blanks where there are any near. */
function frame(text: string, spans: readonly Span[], length: number | undefined): Span {
  if (length === undefined || text.length <= length) return { start: 0, end: text.length };
  const first = spans[0]?.start ?? 0;
  const start = Math.max(0, Math.min(first - Math.floor(length * LEAD), text.length - length));
  return { start: start === 0 ? 0 : nextBlank(text, start), end: previousBlank(text, start + length) };
}

const NEAR = 20;

function nextBlank(text: string, place: number): number {
  for (let index = place; index < place + NEAR; index++) if (/\s/.test(text.charAt(index))) return index + 1;
  return afterPair(text, place);
}

function previousBlank(text: string, place: number): number {
  if (place >= text.length) return text.length;
  for (let index = place; index > place - NEAR; index--) if (/\s/.test(text.charAt(index))) return index;
  return afterPair(text, place);
}

/** Not between the halves of a surrogate pair. */
function afterPair(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit <= 0xdfff ? place + 1 : place;
}
