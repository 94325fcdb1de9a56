import { marked } from 'marked';

/** One block of a Markdown text. */
export interface Block {
  /** Where it begins; stays the same while the text grows. */
  readonly at: number;
  readonly text: string;
}

/**
 * The blocks that can be shown while more is to come: the head of a table is held back until the line below it says
 * that it is one.
 */
export function withoutOpenTable(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1);
  return last !== undefined && /^\|[^\n]*(\n[|\-: ]*)?$/.test(last.text) ? blocks.slice(0, -1) : blocks;
}

/**
 * The top-level blocks of a Markdown text. While a text grows only its last block changes, so whoever keeps what it
 * made of the others renders each of them once. Definitions of links are added to the blocks that use them.
 */
export function splitBlocks(markdown: string): readonly Block[] {
  const tokens = marked.lexer(markdown);
  const definitions = Object.entries(tokens.links).map(
    ([label, { href }]) => [label, `\n\n[${label}]: <${href}>`] as const,
  );
  const blocks: Block[] = [];
  let at = 0;
  for (const { type, raw } of tokens) {
    if (type !== 'space' && type !== 'def') blocks.push({ at, text: raw + definitionsFor(raw, definitions) });
    at += raw.length;
  }
  return blocks;
}

function definitionsFor(block: string, definitions: readonly (readonly [string, string])[]): string {
  const lower = block.toLowerCase();
  return definitions
    .filter(([label]) => lower.includes(`[${label}]`))
    .map(([, definition]) => definition)
    .join('');
}
