import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5';
import { collapse, headerText, type NewBlock, tableText } from './text-builder.ts';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

/** Elements without readable content of their own. */
const SKIPPED = new Set(
  'script style noscript template head nav svg canvas iframe object embed audio video button select input textarea datalist map area link meta title'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

/** The blocks of a piece of HTML, in reading order. Nothing that it names is fetched. */
export function htmlBlocks(html: string): readonly NewBlock[] {
  return blocksOfNodes(parseFragment(html).childNodes);
}

export function isElement(node: DefaultTreeAdapterTypes.Node): node is HtmlElement {
  return defaultTreeAdapter.isElementNode(node);
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((entry) => entry.name === name)?.value;
}

/** True for what a reader of the page does not see or does not read as content. */
export function isSkipped(element: HtmlElement): boolean {
  return (
    SKIPPED.has(element.tagName) ||
    attribute(element, 'hidden') !== undefined ||
    attribute(element, 'role') === 'navigation' ||
    /(^|\s)(mw-editsection|noprint)(\s|$)/.test(attribute(element, 'class') ?? '') ||
    /display:\s*none/i.test(attribute(element, 'style') ?? '')
  );
}

interface Walk {
  readonly blocks: NewBlock[];
  /** Text that has been met and not yet become a block. */
  run: string;
  /** Nesting of lists, 0 outside. */
  readonly depth: number;
}

/** The blocks of these nodes and all below. */
export function blocksOfNodes(nodes: readonly HtmlNode[]): readonly NewBlock[] {
  const walk: Walk = { blocks: [], run: '', depth: 0 };
  for (const node of nodes) visit(node, walk);
  flush(walk);
  return walk.blocks;
}

function flush(walk: Walk): void {
  const text = tidy(walk.run);
  walk.run = '';
  if (text !== '') walk.blocks.push({ kind: 'paragraph', text });
}

function visit(node: HtmlNode, walk: Walk): void {
  if (defaultTreeAdapter.isTextNode(node)) {
    walk.run += node.value.replace(/\s+/g, ' ');
    return;
  }
  if (!isElement(node) || isSkipped(node)) return;
  if (!BLOCKS.has(node.tagName)) visitInline(node, walk);
  else {
    flush(walk);
    visitBlock(node, walk);
    flush(walk);
  }
}

function visitInline(element: HtmlElement, walk: Walk): void {
  if (element.tagName === 'br') walk.run += '\n';
  else if (element.tagName === 'img') walk.run += ` ${attribute(element, 'alt') ?? ''} `;
  else for (const child of element.childNodes) visit(child, walk);
}

function visitBlock(element: HtmlElement, walk: Walk): void {
  const tag = element.tagName;
  if (/^h[1-6]$/.test(tag)) {
    walk.blocks.push({ kind: 'heading', text: collapse(flatText(element)), level: Number(tag[1]) });
  } else if (tag === 'pre') walk.blocks.push({ kind: 'code', text: rawText(element) });
  else if (tag === 'table' && !isLayout(element)) walk.blocks.push(...tableBlocks(element));
  else if (tag === 'ul' || tag === 'ol') {
    if (!isLanguageMenu(element)) visitList(element, walk);
  } else for (const child of element.childNodes) visit(child, walk);
}

/** A menu of the page in other languages: links that name the language of their target. */
function isLanguageMenu(list: HtmlElement): boolean {
  const items = list.childNodes.filter(isElement);
  const named = descendants(list).filter(({ attrs }) => attrs.some(({ name }) => name === 'hreflang'));
  return items.length >= 5 && named.length >= items.length * 0.8;
}

/** Items are read on their own, then their first line gets the bullet. */
function visitList(list: HtmlElement, walk: Walk): void {
  let number = Number(attribute(list, 'start') ?? 1) || 1;
  for (const child of list.childNodes) {
    const inner: Walk = { blocks: [], run: '', depth: walk.depth + 1 };
    visit(child, inner);
    flush(inner);
    const [first, ...rest] = inner.blocks;
    if (first === undefined) continue;
    const bullet = list.tagName === 'ol' ? `${number}.` : '-';
    number += 1;
    walk.blocks.push(
      first.kind === 'paragraph'
        ? { kind: 'list-item', text: `${'  '.repeat(walk.depth)}${bullet} ${first.text}` }
        : first,
      ...rest,
    );
  }
}

/** A table that arranges a page rather than data: it holds another table or headings. */
function isLayout(table: HtmlElement): boolean {
  return descendants(table).some((element) => element !== table && /^(table|h[1-6])$/.test(element.tagName));
}

function tableBlocks(table: HtmlElement): readonly NewBlock[] {
  const all = descendants(table);
  const rows = all
    .filter((element) => element.tagName === 'tr')
    .map((row) =>
      row.childNodes.filter(isElement).filter(({ tagName }) => tagName === 'td' || tagName === 'th'),
    );
  const texts = rows.map((cells) => cells.map(flatText));
  const isHeader = (rows[0] ?? []).length > 0 && rows[0]?.every(({ tagName }) => tagName === 'th') === true;
  const header = isHeader ? headerText(texts[0]) : undefined;
  const caption = all.find(({ tagName }) => tagName === 'caption');
  const block: NewBlock = {
    kind: 'table',
    text: tableText(texts),
    ...(header === undefined ? {} : { header }),
  };
  return caption === undefined ? [block] : [{ kind: 'paragraph', text: collapse(flatText(caption)) }, block];
}

function descendants(element: HtmlElement): readonly HtmlElement[] {
  const found: HtmlElement[] = [];
  const stack: HtmlElement[] = [element];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isSkipped(next)) continue;
    found.push(next);
    stack.push(...next.childNodes.filter(isElement).reverse());
  }
  return found;
}

/** All text below an element on one line's worth of blanks; blocks and breaks are set apart by one. */
export function flatText(node: HtmlNode): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (!isElement(node) || isSkipped(node)) return '';
  if (node.tagName === 'br') return ' ';
  if (node.tagName === 'img') return ` ${attribute(node, 'alt') ?? ''} `;
  const inner = node.childNodes.map(flatText).join('');
  return BLOCKS.has(node.tagName) ? ` ${inner} ` : inner;
}

function rawText(node: HtmlNode): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (!isElement(node)) return '';
  return node.tagName === 'br' ? '\n' : node.childNodes.map(rawText).join('');
}

function tidy(text: string): string {
  return text
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .trim();
}
