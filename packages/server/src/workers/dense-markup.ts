/** Inline marks of one paragraph from which on reading them is given up; written text has a few hundred at most. */
const MOST_MARKS = 2_000;
const MARK = /[[\]*_`<!&\\]/g;
/** Lines that begin a block of their own, so that what stands before is not read together with them. */
const BLOCK_START = /^\s*(?:$|\||[-+*]\s|#{1,6}\s|\d+[.)]\s)/;
const FENCE = /^\s*(?:```|~~~)/;

/**
 * True when a paragraph has so many inline marks that pairing them takes quadratic time. Code between fences is not
 * searched for marks and does not count; tables and lists are read cell by cell and item by item.
 */
export function hasDenseMarkup(source: string): boolean {
  let marks = 0;
  let fenced = false;
  for (const line of source.split('\n')) {
    if (FENCE.test(line)) fenced = !fenced;
    if (fenced || BLOCK_START.test(line)) marks = 0;
    if (fenced) continue;
    marks += line.match(MARK)?.length ?? 0;
    if (marks > MOST_MARKS) return true;
  }
  return false;
}
