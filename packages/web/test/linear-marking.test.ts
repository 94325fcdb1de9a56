import { describe, expect, test } from 'vitest';
import { markCitations, plainAnswer } from '../src/features/chat/mark-citations.ts';
import { quoteInContext } from '../src/features/chat/quote-in-context.ts';
import { cutPassage, locateQuote } from '../src/features/evidence/cut-passage.ts';
import { locateInItems } from '../src/features/evidence/locate-in-items.ts';

const SMALL = 65_536;
/** A megabyte. */
const TIMES = 16;
/** Work that grows with the square takes 256 times as long; the rest is for machines that are busy elsewhere. */
const MOST = 100;

/** Lines of which regular expressions and searches have to look at every place again and again. */
const LINES: readonly (readonly [name: string, line: (length: number) => string])[] = [
  ['letters', (length) => 'a'.repeat(length)],
  ['blanks', (length) => `a${' '.repeat(length)}b`],
  ['broken blanks', (length) => '\n \t'.repeat(length / 3)],
  ['items', (length) => `\n- ${'a'.repeat(61)}`.repeat(length / 64)],
  ['marks', (length) => '[ID:0]'.repeat(length / 6)],
  ['seeds', (length) => 'aaaaaaab'.repeat(length / 8)],
];

const WORK: readonly (readonly [name: string, work: (line: string) => unknown])[] = [
  ['paragraphs cut', (line) => cutPassage(line, 0, [{ start: 2, end: line.length - 2 }])],
  ['a quote that is not there', (line) => locateQuote(line, 0, `${'a'.repeat(4_000)}c`, 7)],
  ['a quote as long as the text', (line) => locateQuote(line, 0, line.slice(1), 0)],
  ['words around a quote', (line) => quoteInContext(line, { start: 9, end: line.length - 9 })],
  ['words of a page', (line) => locateInItems([line], 'The valve is vented every evening.')],
  ['a quote of a page that stands elsewhere', (line) => locateInItems(['a'.repeat(line.length)], line)],
  ['a quote like a page', (line) => locateInItems([line], `${line}c`)],
  ['stand-ins', (line) => markCitations(line, [])],
  ['an answer to take along', (line) => plainAnswer(line, [])],
];

/** How many times as long the work takes on a line that is so many times as long; the best of several. */
function growth(work: (line: string) => unknown, line: (length: number) => string): number {
  const best = (text: string): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round += 1) {
      const began = performance.now();
      work(text);
      least = Math.min(least, performance.now() - began);
    }
    return least;
  };
  // Below a millisecond the clock says nothing.
  return best(line(SMALL * TIMES)) / Math.max(best(line(SMALL)), 1);
}

describe.each(WORK)('S11: %s: work grows with the length of a line, not with its square', (_, work) => {
  test.each(LINES)('%s', (_, line) => {
    expect(growth(work, line)).toBeLessThan(MOST);
  });
});
