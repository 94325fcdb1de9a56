import type { Citation } from '@colloquy/protocol';

/**
 * Stand-ins for verified marks. Markdown sees brackets in them, as it saw brackets in the mark (emphasis beside it
 * closes alike), and the hair space keeps a bare link before it from swallowing it.
 */
const OPEN = '\u2E28';
const CLOSE = '\u2E29';
export const STAND_IN = /\u200A?\u2E28(\d+)\u2E29/g;

/**
 * Replaces each verified mark of the answer by a stand-in that holds its index in `citations`. Text that merely
 * looks like a mark stays text, and so does whatever looks like a stand-in.
 */
export function markCitations(text: string, citations: readonly Citation[]): string {
  let result = '';
  let done = 0;
  const ordered = citations
    .map((citation, index) => ({ citation, index }))
    .sort((a, b) => a.citation.position - b.citation.position);
  for (const { citation, index } of ordered) {
    const mark = `[ID:${citation.marker}]`;
    if (citation.position < done || !text.startsWith(mark, citation.position)) continue;
    result += `${withoutStandIns(text.slice(done, citation.position))}\u200A${OPEN}${index}${CLOSE}`;
    done = citation.position + mark.length;
  }
  return result + withoutStandIns(text.slice(done));
}

/** The number that a person sees for each source: by first appearance in the text, from 1. Key: the marker. */
export function numberCitations(citations: readonly Citation[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const { marker } of citations.toSorted((a, b) => a.position - b.position)) {
    if (!numbers.has(marker)) numbers.set(marker, numbers.size + 1);
  }
  return numbers;
}

/** The answer as text to take elsewhere: marks as the numbers that were on screen, without those of no citation. */
export function plainAnswer(text: string, citations: readonly Citation[]): string {
  const numbers = numberCitations(citations);
  return markCitations(text, citations)
    .replace(STAND_IN, (_, index: string) => {
      const citation = citations[Number(index)];
      return citation === undefined ? '' : ` [${numbers.get(citation.marker)}]`;
    })
    .replace(/(?<! ) {2,}\[/g, ' [');
}

function withoutStandIns(text: string): string {
  return text.replaceAll(OPEN, '((').replaceAll(CLOSE, '))');
}
