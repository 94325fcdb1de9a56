import { endsWithAbbreviation } from './abbreviations.ts';
import { FUNCTION_WORD_SETS } from './function-words.ts';

/** A part of a text in UTF-16 units, without blanks at its ends. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** No sentence is longer: a line without any full stop is cut at a blank, so that callers have a bound. */
export const LONGEST_SENTENCE = 2000;

const FENCE = /^\s{0,3}(?:```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}(?:\s|$)/;
const LIST_ITEM = /^\s*(?:[-*+•‣◦▪–]|\d{1,3}[.)]|[a-zA-Z][.)]|\([a-zA-Z0-9]{1,3}\))\s/;
const TABLE_ROW = /^\s*\||\t.*\S|\S\s*\|\s*\S.*\|/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$/;
const LAST_WORD = /(?<![\p{L}\p{N}])(\p{L}+)\s*$/u;
const FUNCTION_WORD_LISTS = Object.values(FUNCTION_WORD_SETS);
const LETTER_END = /[\p{L}\p{N}]\s*$/u;
const NEW_START = /^\s*(?:\*\*|__)?[\p{Lu}\p{N}]/u;
const SHORT_LINE = 45;

/**
 * Cuts a text into sentences, in order and without overlap; only blanks lie outside of them. Headings, list items,
 * table rows and lines of code never run into their neighbours; wrapped lines of prose are read as one. Sentence ends
 * of all scripts count; abbreviations, initials, decimals and list numbers do not end a sentence. Linear time.
 */
export function splitSentences(text: string): Span[] {
  const sentences: Span[] = [];
  for (const block of blocksOf(text)) {
    if (block.whole) pushBounded(text, block.start, block.end, sentences);
    else pushSentences(text, block.start, block.end, sentences);
  }
  return sentences;
}

interface Block extends Span {
  /** A line that is one piece whatever it contains: a heading, a table row, a line of code. */
  readonly whole: boolean;
}

/** Lines put together to paragraphs and list items. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { start: number; end: number; lastLine: string } | undefined;
  let fenced = false;
  const close = () => {
    if (open) blocks.push({ start: open.start, end: open.end, whole: false });
    open = undefined;
  };
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, Math.min(end, start + 400));
    const fence = FENCE.test(line);
    if (fence) fenced = !fenced;
    if (line.trim() === '' && end - start <= 400) close();
    else if (fence || fenced || isWhole(line)) {
      close();
      blocks.push({ start, end, whole: true });
    } else if (open && continues(open.lastLine, line)) open = { start: open.start, end, lastLine: line };
    else {
      close();
      open = { start, end, lastLine: line };
    }
    start = end + 1;
  }
  close();
  return blocks;
}

function isWhole(line: string): boolean {
  return HEADING.test(line) || TABLE_ROW.test(line) || RULE.test(line);
}

/**
 * Whether a line of prose goes on with the sentence or paragraph of the line before. It does, unless that one is short,
 * has no stop, does not end in a word that needs another one behind it, and the next begins like a new thing: then they
 * are lines of a heading, an address or a verse.
 */
function continues(before: string, line: string): boolean {
  if (LIST_ITEM.test(line)) return false;
  if (before.trim().length >= SHORT_LINE || !LETTER_END.test(before) || !NEW_START.test(line)) return true;
  const lastWord = LAST_WORD.exec(before)?.[1];
  return lastWord !== undefined && FUNCTION_WORD_LISTS.some((words) => words.has(lastWord));
}

/*
 * Full stops of scripts that put a blank after them (with quotes, brackets and footnote numbers that close behind
 * them), or those of scripts that do not. Each class is disjoint from the next, so the scan is linear.
 */
const STOP =
  /[.!?…‽।॥؟۔።፧]+["'”’»)\]*_]*(?=\s|$)|[。！？｡．]+["'”’」』）)】]*|[.!?…]+["”’]*(?=[\u3040-\u30ff\u4e00-\u9fff])/gu;

function pushSentences(text: string, start: number, end: number, sentences: Span[]): void {
  const block = text.slice(start, end);
  let from = 0;
  for (const match of block.matchAll(STOP)) {
    const to = match.index + match[0].length;
    if (!isEnd(block, from, match.index, to, match[0])) continue;
    pushBounded(text, start + from, start + to, sentences);
    from = to;
  }
  pushBounded(text, start + from, end, sentences);
}

const LIST_NUMBER = /^\s*(?:\d{1,3}|[a-zA-Z])$/;
const CONTINUES_SMALL = /^\s+["'“‘(]?\p{Ll}/u;

/** Whether the stop at `at` ends the sentence that began at `from`. */
function isEnd(block: string, from: number, at: number, to: number, stop: string): boolean {
  if (stop[0] === '。' || stop[0] === '！' || stop[0] === '？') return true;
  const after = block.slice(to, to + 12);
  if (CONTINUES_SMALL.test(after)) return false;
  if (stop !== '.') return true;
  const before = block.slice(Math.max(from, at - 24), at);
  if (at - from <= 4 && LIST_NUMBER.test(block.slice(from, at))) return false;
  return !endsWithAbbreviation(before, after);
}

/** Adds the span without its blanks, cut where it is too long. */
function pushBounded(text: string, start: number, end: number, sentences: Span[]): void {
  let from = skipBlanks(text, start, end);
  while (from < end) {
    const to = end - from > LONGEST_SENTENCE ? cutPlace(text, from) : end;
    const last = trimEnd(text, from, to);
    if (last > from) sentences.push({ start: from, end: last });
    from = skipBlanks(text, to, end);
  }
}

const CUTS = [/[;:,，；、]\s*$/u, /\s$/u];

/** The last good place to cut within the bound: after a comma, else after a blank, else anywhere but inside a pair. */
function cutPlace(text: string, from: number): number {
  const limit = from + LONGEST_SENTENCE;
  for (const cut of CUTS) {
    for (let place = limit; place > from + LONGEST_SENTENCE / 2; place--) {
      if (cut.test(text.slice(place - 2, place))) return place;
    }
  }
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}

const BLANK = /\s/;

function skipBlanks(text: string, start: number, end: number): number {
  let place = start;
  while (place < end && BLANK.test(text.charAt(place))) place++;
  return place;
}

function trimEnd(text: string, start: number, end: number): number {
  let place = end;
  while (place > start && BLANK.test(text.charAt(place - 1))) place--;
  return place;
}
