import { splitSentences } from '../../text/sentences.ts';
import type { ParsedSource } from '../../text/source-block.ts';
import { type AnalyzedWord, analyze } from '../../text/tokenize.ts';

export type UnitForm = 'sentence' | 'item' | 'row' | 'heading';

/** The smallest thing that can be quoted: a sentence, a list item, a table row. */
export interface Unit {
  /** Place of its source among the sources, from 0. */
  readonly source: number;
  readonly text: string;
  readonly form: UnitForm;
  readonly terms: ReadonlySet<string>;
  /** Its terms in order, for closeness. */
  readonly sequence: readonly string[];
  /** Distinct content words as written, folded. */
  readonly words: ReadonlySet<string>;
  /** The nearest heading or lead-in above it. */
  readonly heading: string;
  /** Terms of title, headings, lead-in and table header: what the unit is about without saying it. */
  readonly about: ReadonlySet<string>;
  /** Terms of its neighbours. */
  readonly near: ReadonlySet<string>;
  /** Place of the lead-in that introduces this item, among all units. */
  readonly lead?: number;
}

const BULLET = /^\s*(?:[-*+•‣◦▪–]|\d{1,3}[.)]|[a-zA-Z][.)]|\([a-zA-Z0-9]{1,3}\))\s+/;
const ROW = /^\|.*\|$|\S\s*\|\s*\S.*\|/;
const LEAD_END = /[:：]\s*$/;
const LONGEST_HEADING = 80;

interface Piece {
  readonly text: string;
  readonly form: UnitForm;
  readonly words: readonly AnalyzedWord[];
  readonly terms: ReadonlySet<string>;
}

/** Cuts a source into units, each with what stands above and around it. `first` is the number of its first unit. */
export function unitsOf(source: ParsedSource, place: number, first: number): Unit[] {
  const title = termsOf(analyze(`${source.document.replace(/\.\w{1,5}$/, '')} > ${source.section}`).words);
  const pieces = piecesOf(source.text);
  let heading: { readonly text: string; readonly terms: ReadonlySet<string> } = {
    text: source.section.split(' > ').at(-1) ?? '',
    terms: new Set(),
  };
  let lead: number | undefined;
  let header: ReadonlySet<string> | undefined;
  return pieces.map((piece, index) => {
    const before = pieces[index - 1];
    if (piece.form === 'heading') heading = piece;
    if (piece.form !== 'row') header = undefined;
    else if (before?.form !== 'row') header = piece.terms;
    if (piece.form !== 'item') lead = LEAD_END.test(piece.text) ? index : undefined;
    const introduction = piece.form === 'item' && lead !== undefined ? pieces[lead] : undefined;
    return {
      source: place,
      text: piece.text,
      form: piece.form,
      terms: piece.terms,
      sequence: piece.words.flatMap((word) => (word.functionWord ? [] : word.terms.slice(0, 1))),
      words: wordsOf(piece.words),
      heading: introduction?.text ?? heading.text,
      about: union(title, heading.terms, introduction?.terms, header),
      near: union(before?.terms, pieces[index + 1]?.terms),
      ...(introduction && lead !== undefined ? { lead: first + lead } : {}),
    };
  });
}

function piecesOf(text: string): Piece[] {
  const spans = splitSentences(text);
  return spans.map(({ start, end }, index) => {
    const written = text.slice(start, end);
    const form = formOf(written, text.slice(end, spans[index + 1]?.start ?? text.length));
    const shown = form === 'sentence' || form === 'heading' ? written : stripDecoration(written);
    const { words } = analyze(shown);
    return { text: shown.replace(/\s+/g, ' '), form, words, terms: termsOf(words) };
  });
}

function formOf(written: string, gap: string): UnitForm {
  if (ROW.test(written)) return 'row';
  if (BULLET.test(written)) return 'item';
  const ends = /[.!?。！？:：;…"”)]\s*$/.test(written);
  return !ends && written.length <= LONGEST_HEADING && gap.includes('\n') ? 'heading' : 'sentence';
}

/** A bullet or the outer bars of a table row are layout, not words of the source. */
function stripDecoration(written: string): string {
  return written.replace(BULLET, '').replace(/^\|\s*|\s*\|$/g, '');
}

/** The terms of the words that carry a subject. */
function termsOf(words: readonly AnalyzedWord[]): Set<string> {
  const terms = new Set<string>();
  for (const word of words) if (!word.functionWord) for (const term of word.terms) terms.add(term);
  return terms;
}

function wordsOf(words: readonly AnalyzedWord[]): Set<string> {
  const distinct = new Set<string>();
  for (const word of words)
    if (word.kind === 'spaced' && !word.functionWord)
      for (const surface of word.surfaces) distinct.add(surface);
  return distinct;
}

function union(...sets: readonly (ReadonlySet<string> | undefined)[]): Set<string> {
  const all = new Set<string>();
  for (const set of sets) if (set) for (const term of set) all.add(term);
  return all;
}
