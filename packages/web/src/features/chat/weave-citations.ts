import type { Emphasis, Paragraph, Root, RootContent } from 'mdast';
import { STAND_IN } from './mark-citations.ts';

/** A `cite` element, whose `data-index` is the index of the citation. Raw HTML never becomes one. */
function chip(index: string): Emphasis {
  return { type: 'emphasis', data: { hName: 'cite', hProperties: { 'data-index': index } }, children: [] };
}

/**
 * A remark plugin that makes `cite` elements of the stand-ins left by `markCitations`. Where an element cannot hold
 * one (code, links, images), it comes right behind.
 */
export function weaveCitations(): (tree: Root) => void {
  return weave;
}

function weave(parent: { children: RootContent[] }): void {
  parent.children = parent.children.flatMap(weaveNode);
}

function weaveNode(node: RootContent): RootContent[] {
  switch (node.type) {
    case 'text':
    case 'html':
      return weaveText(node.value);
    case 'code': {
      const chips = chipsOf(node.value);
      const behind: Paragraph[] = chips.length === 0 ? [] : [{ type: 'paragraph', children: chips }];
      return [{ ...node, value: cleaned(node.value) }, ...behind];
    }
    case 'inlineCode':
      return [{ ...node, value: cleaned(node.value) }, ...chipsOf(node.value)];
    case 'image':
      return [{ ...node, alt: cleaned(node.alt ?? ''), url: cleaned(node.url) }, ...chipsOf(node.alt ?? '')];
    case 'link':
      return weaveLink(node);
    default:
      if ('children' in node) weave(node as { children: RootContent[] });
      return [node];
  }
}

function weaveLink(node: Extract<RootContent, { type: 'link' }>): RootContent[] {
  weave(node as { children: RootContent[] });
  const isChip = (child: RootContent): boolean => child.type === 'emphasis' && child.data?.hName === 'cite';
  const chips = node.children.filter(isChip);
  const children = node.children.filter((child) => !isChip(child));
  return [{ ...node, url: cleaned(decodeStandIns(node.url)), children }, ...chips];
}

function weaveText(value: string): RootContent[] {
  const nodes: RootContent[] = [];
  let done = 0;
  for (const match of value.matchAll(STAND_IN)) {
    if (match.index > done) nodes.push({ type: 'text', value: value.slice(done, match.index) });
    nodes.push(chip(match[1] ?? ''));
    done = match.index + match[0].length;
  }
  if (done < value.length) nodes.push({ type: 'text', value: value.slice(done) });
  return nodes;
}

function chipsOf(value: string): Emphasis[] {
  return [...value.matchAll(STAND_IN)].map((match) => chip(match[1] ?? ''));
}

function cleaned(value: string): string {
  return value.replace(STAND_IN, '');
}

/** Addresses come percent-encoded. */
function decodeStandIns(url: string): string {
  return url.replace(/(?:%E2%80%8A)?%E2%B8%A8(\d+)%E2%B8%A9/gi, '');
}
