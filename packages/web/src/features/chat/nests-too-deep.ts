/** Blocks or spans within one another that nobody writes; parsing thousands of them exhausts the call stack. */
const MOST_LEVELS = 200;

/** Quotes and list items that begin on one line. */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;

/** Brackets, and runs of emphasis. */
const BRACKETS_AND_RUNS = /[[\]]|[*_~]+/g;

/**
 * Whether a Markdown text may nest so deep that it is to be shown as it is. It counts what could open a level, so it
 * errs towards yes on texts that no person writes. Linear in the length of the text.
 */
export function nestsTooDeep(markdown: string): boolean {
  return markdown
    .split(/\n[ \t]*\n/)
    .some((paragraph) => spanLevels(paragraph) > MOST_LEVELS || paragraph.split('\n').some(isDeepLine));
}

function isDeepLine(line: string): boolean {
  const [head = ''] = CONTAINERS.exec(line) ?? [];
  const indent = line.search(/[^ \t]/);
  return indent > 2 * MOST_LEVELS || (head.match(/[>.)+*-]/g)?.length ?? 0) > MOST_LEVELS;
}

function spanLevels(paragraph: string): number {
  let open = 0;
  let most = 0;
  for (const { 0: found, index } of paragraph.matchAll(BRACKETS_AND_RUNS)) {
    const opens = found === '[' || (found !== ']' && isEdge(paragraph[index - 1]));
    const closes = found === ']' || (found !== '[' && isEdge(paragraph[index + found.length]));
    if (opens && !closes) open += 1;
    if (closes && !opens) open = Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

/** Whether a word may begin or end beside the character. */
function isEdge(character = ' '): boolean {
  return /[\s\p{P}\p{S}]/u.test(character);
}
