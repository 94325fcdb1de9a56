import type { BlockContent, Html, List, ListItem, Nodes, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { ParsedDocument } from '../text/parsed-document.ts';
import { hasDenseMarkup } from './dense-markup.ts';
import { htmlBlocks } from './html-blocks.ts';
import { cutFrontMatter, dropTemplateTags } from './template-tags.ts';
import { collapse, createTextBuilder, headerText, type NewBlock, tableText } from './text-builder.ts';

/** Marks inside paragraphs stay as they are written. */
const WITHOUT_INLINE_MARKS = {
  disable: {
    null: [
      'attention',
      'autolink',
      'codeText',
      'htmlText',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
      'characterReference',
      'characterEscape',
      'definition',
    ],
  },
};

/**
 * Markdown to readable text: the sentences stay word for word, inline marks go, links keep their words, tables stay
 * rows of cells, code stays as it is. Front matter, template tags, comments and HTML tags do not become text.
 */
export function parseMarkdown(source: string): ParsedDocument {
  const { title, body } = cutFrontMatter(source);
  const readable = dropTemplateTags(body);
  const tree = fromMarkdown(readable, {
    extensions: hasDenseMarkup(readable) ? [gfmTable(), WITHOUT_INLINE_MARKS] : [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const builder = createTextBuilder();
  for (const block of blocksOf(tree.children)) builder.add(block);
  return builder.finish('markdown', title === undefined ? {} : { title });
}

function* blocksOf(nodes: readonly RootContent[], depth = 0): Generator<NewBlock> {
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node === undefined) continue;
    if (node.type === 'html') {
      // HTML that Markdown cut at empty lines is one piece again, so that a table keeps its rows.
      const run = htmlRun(nodes, index);
      yield* htmlBlocks(run.map((html) => html.value).join('\n'));
      index += run.length - 1;
    } else yield* blockOf(node, depth);
  }
}

function htmlRun(nodes: readonly RootContent[], from: number): readonly Html[] {
  const run: Html[] = [];
  for (let index = from; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.type !== 'html') break;
    run.push(node);
  }
  return run;
}

function* blockOf(node: RootContent, depth: number): Generator<NewBlock> {
  switch (node.type) {
    case 'heading':
      yield { kind: 'heading', text: collapse(inlineText(node.children)), level: node.depth };
      return;
    case 'paragraph':
      yield { kind: 'paragraph', text: inlineText(node.children) };
      return;
    case 'code':
      yield { kind: 'code', text: node.value };
      return;
    case 'blockquote':
      yield* blocksOf(node.children, depth);
      return;
    case 'list':
      yield* listBlocks(node, depth);
      return;
    case 'table':
      yield tableBlock(node);
      return;
    default:
      return;
  }
}

function* listBlocks(list: List, depth: number): Generator<NewBlock> {
  let number = list.start ?? 1;
  for (const item of list.children) {
    yield* itemBlocks(item, list.ordered === true ? `${number}.` : '-', depth);
    number += 1;
  }
}

/** The first paragraph carries the bullet; what else an item holds follows as blocks of its own. */
function* itemBlocks(item: ListItem, bullet: string, depth: number): Generator<NewBlock> {
  const [first, ...rest] = item.children;
  const indent = '  '.repeat(depth);
  if (first?.type === 'paragraph') {
    yield { kind: 'list-item', text: `${indent}${bullet} ${inlineText(first.children)}` };
  } else if (first !== undefined) yield* inItem(first, depth);
  for (const child of rest) yield* inItem(child, depth);
}

function* inItem(child: BlockContent | ListItem['children'][number], depth: number): Generator<NewBlock> {
  if (child.type === 'paragraph') {
    yield { kind: 'list-item', text: `${'  '.repeat(depth + 1)}${inlineText(child.children)}` };
  } else yield* blocksOf([child], depth + 1);
}

function tableBlock(table: Table): NewBlock {
  const rows = table.children.map((row) => row.children.map((cell) => inlineText(cell.children)));
  const header = headerText(rows[0]);
  return { kind: 'table', text: tableText(rows), ...(header === undefined ? {} : { header }) };
}

function inlineText(nodes: readonly (PhrasingContent | Nodes)[]): string {
  return nodes
    .map(inline)
    .join('')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/ *\n */g, '\n')
    .trim();
}

function inline(node: PhrasingContent | Nodes): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value;
    case 'break':
      return '\n';
    case 'html':
      return /^<br\b/i.test(node.value) ? '\n' : '';
    case 'image':
    case 'imageReference':
      return node.alt ?? '';
    case 'footnoteReference':
      return '';
    default:
      return 'children' in node ? node.children.map(inline).join('') : '';
  }
}
