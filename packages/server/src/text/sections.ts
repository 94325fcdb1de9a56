import type { Block, ParsedDocument } from './parsed-document.ts';
import { splitSentences } from './sentences.ts';
import { estimateTokens } from './token-estimate.ts';

/** The smallest piece that is never cut: a paragraph that fits, a sentence, a row, a block of code that fits. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  /** Column names of the table whose later row this is. */
  readonly header?: string;
}

/** What stands under one heading, down to the next one. */
export interface Section {
  /** Headings above and its own, outermost first. */
  readonly path: readonly string[];
  /** Where its own heading begins; where its text begins when it has none. */
  readonly start: number;
  readonly units: readonly Unit[];
  readonly tokens: number;
}

/** Characters of a piece without any blank or full stop to cut at. */
const LONGEST_RUN = 1200;

/** The sections of a document with their units of at most `cap` tokens, in order. A heading without text is its own unit. */
export function sectionsOf(document: ParsedDocument, cap: number): readonly Section[] {
  const sections: Section[] = [];
  let path: { readonly level: number; readonly text: string }[] = [];
  let heading: Block | undefined;
  let units: Unit[] = [];
  const close = (next?: Block): void => {
    const deeper = next !== undefined && heading !== undefined && (next.level ?? 1) > (heading.level ?? 1);
    if (units.length === 0 && heading !== undefined && !deeper)
      units = [unit(document.text, heading.start, heading.end)];
    const first = units[0];
    if (first === undefined) return;
    const tokens = units.reduce((sum, { tokens }) => sum + tokens, 0);
    sections.push({
      path: path.map(({ text }) => text),
      start: heading?.start ?? first.start,
      units,
      tokens,
    });
  };
  for (const block of document.blocks) {
    if (block.kind !== 'heading') {
      for (const each of unitsOf(document.text, block, cap)) units.push(each);
      continue;
    }
    close(block);
    const level = block.level ?? 1;
    path = [
      ...path.filter((above) => above.level < level),
      { level, text: document.text.slice(block.start, block.end) },
    ];
    heading = block;
    units = [];
  }
  close();
  return sections;
}

function unit(text: string, start: number, end: number, header?: string): Unit {
  const tokens = estimateTokens(text.slice(start, end));
  return header === undefined ? { start, end, tokens } : { start, end, tokens, header };
}

function unitsOf(text: string, block: Block, cap: number): readonly Unit[] {
  const whole = unit(text, block.start, block.end);
  if (whole.tokens <= cap) return [whole];
  if (block.kind !== 'table' && block.kind !== 'code')
    return sentenceUnits(text, block.start, block.end, cap);
  return lineUnits(text, block, cap);
}

/** Rows of a table or lines of code; a single one that is too long is cut like prose. */
function lineUnits(text: string, block: Block, cap: number): readonly Unit[] {
  const units: Unit[] = [];
  for (let start = block.start; start < block.end; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 || newline > block.end ? block.end : newline;
    const line = unit(text, start, end, start === block.start ? undefined : block.header);
    if (line.tokens > cap) units.push(...sentenceUnits(text, start, end, cap));
    else if (end > start) units.push(line);
    start = end + 1;
  }
  return units;
}

function sentenceUnits(text: string, start: number, end: number, cap: number): readonly Unit[] {
  return splitSentences(text.slice(start, end)).flatMap((sentence) => {
    const whole = unit(text, start + sentence.start, start + sentence.end);
    return whole.tokens <= cap ? [whole] : cutRun(text, whole, cap);
  });
}

/** A "sentence" past the cap (a list without full stops, a data dump) is cut at blanks, at worst anywhere. */
function cutRun(text: string, run: Unit, cap: number): readonly Unit[] {
  const pieces: Unit[] = [];
  for (let start = run.start; start < run.end; ) {
    let end = Math.min(run.end, start + LONGEST_RUN);
    if (end < run.end) end = blankBefore(text, start, end);
    let piece = unit(text, start, end);
    while (piece.tokens > cap && end - start > 1) {
      end = blankBefore(text, start, start + Math.floor((end - start) / 2));
      piece = unit(text, start, end);
    }
    if (text.slice(start, end).trim() !== '') pieces.push(piece);
    start = end;
    while (start < run.end && /\s/.test(text[start] ?? '')) start += 1;
  }
  return pieces;
}

/** A place to cut at or before `end`, past the middle; never inside a surrogate pair. */
function blankBefore(text: string, start: number, end: number): number {
  for (let at = end; at > start + (end - start) / 2; at -= 1) if (/\s/.test(text[at] ?? '')) return at;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff && end - 1 > start ? end - 1 : end;
}
