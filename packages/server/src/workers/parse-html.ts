import { parse } from 'parse5';
import type { ParsedDocument } from '../text/parsed-document.ts';
import {
  attribute,
  blocksOfNodes,
  flatText,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isSkipped,
} from './html-blocks.ts';
import { collapse, createTextBuilder } from './text-builder.ts';

/** The main part of a page is taken alone when it holds at least this share of the page's text. */
const MAIN_SHARE = 0.4;

/** A web page to readable text: its content with headings, lists, tables and code, without navigation and scripts. */
export function parseHtml(source: string): ParsedDocument {
  const document = parse(source);
  const elements = allElements(document.childNodes);
  const body = elements.find(({ tagName }) => tagName === 'body');
  const titleElement = elements.find(({ tagName }) => tagName === 'title');
  const title = titleElement === undefined ? '' : collapse(titleElement.childNodes.map(flatText).join(''));
  const builder = createTextBuilder();
  for (const block of blocksOfNodes(body === undefined ? document.childNodes : content(body, elements))) {
    builder.add(block);
  }
  return builder.finish('html', title === '' ? {} : { title });
}

/** The charset that a page declares in its first kilobyte, for text that has no other sign of its encoding. */
export function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]{2,40})/i.exec(head)?.[1]?.toLowerCase();
}

function allElements(nodes: readonly HtmlNode[]): readonly HtmlElement[] {
  const found: HtmlElement[] = [];
  const stack: HtmlNode[] = [...nodes].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!isElement(next)) continue;
    found.push(next);
    for (let index = next.childNodes.length - 1; index >= 0; index -= 1) {
      const child = next.childNodes[index];
      if (child !== undefined) stack.push(child);
    }
  }
  return found;
}

/** The page's main part where it is marked as such and holds much of the text; else all of it but its footer. */
function content(body: HtmlElement, elements: readonly HtmlElement[]): readonly HtmlNode[] {
  const total = collapse(flatText(body)).length;
  const candidates = elements.filter(
    (element) => !isSkipped(element) && (element.tagName === 'main' || attribute(element, 'role') === 'main'),
  );
  const articles = elements.filter(({ tagName }) => tagName === 'article');
  for (const candidate of [...candidates, ...(articles.length === 1 ? articles : [])]) {
    if (collapse(flatText(candidate)).length >= total * MAIN_SHARE) return candidate.childNodes;
  }
  return body.childNodes.filter((node) => !(isElement(node) && node.tagName === 'footer'));
}
