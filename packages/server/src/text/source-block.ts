import { neutralise } from './neutralise.ts';

/** A passage as it goes into a prompt. Its place in the list is the n of `[ID:n]`. */
export interface PromptSource {
  readonly document: string;
  /** The headings above it, outermost first, already joined. */
  readonly section?: string;
  readonly text: string;
  readonly url?: string;
}

/** A passage read back from a prompt; `text` is the neutralised text, of the same length as the original. */
export interface ParsedSource {
  readonly index: number;
  readonly document: string;
  /** Empty when it had none. */
  readonly section: string;
  readonly text: string;
}

const CLOSING = '\n</source>';
// Attribute values contain no quotes, opening angle brackets or line ends (see `attribute`), so each class of the
// pattern stops at the first of them and the whole scan is linear.
const OPENING =
  /<source mark="\[ID:(\d{1,6})\]" document="([^"<\n]*)"(?: section="([^"<\n]*)")?(?: url="[^"<\n]*")?>\n/g;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' };
const CHARACTERS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&lt;': '<',
};

/**
 * One numbered source as it stands in a prompt. Source text that imitates a source, a citation mark or the model's
 * own control marks is defused by {@link neutralise}, so a document cannot forge any of them.
 */
export function renderSource(source: PromptSource, index: number): string {
  const section = source.section ? ` section="${attribute(source.section)}"` : '';
  const url = source.url ? ` url="${attribute(source.url)}"` : '';
  const opening = `<source mark="[ID:${index}]" document="${attribute(source.document)}"${section}${url}>`;
  return `${opening}\n${neutralise(source.text)}${CLOSING}`;
}

/** Numbered sources, from 0, as they stand in a prompt. */
export function renderSources(sources: readonly PromptSource[]): string {
  return sources.map(renderSource).join('\n\n');
}

/** Reads the sources out of a prompt that was made with {@link renderSources}, in their order of appearance. */
export function parseSources(prompt: string): ParsedSource[] {
  const sources: ParsedSource[] = [];
  const opening = new RegExp(OPENING);
  for (let match = opening.exec(prompt); match !== null; match = opening.exec(prompt)) {
    const end = prompt.indexOf(CLOSING, opening.lastIndex);
    if (end < 0) break;
    sources.push({
      index: Number(match[1]),
      document: plain(match[2] ?? ''),
      section: plain(match[3] ?? ''),
      text: prompt.slice(opening.lastIndex, end),
    });
    opening.lastIndex = end + CLOSING.length;
  }
  return sources;
}

function attribute(value: string): string {
  return neutralise(value)
    .replace(/[\n\t]/g, ' ')
    .replace(/[&"<]/g, (character) => ENTITIES[character] ?? character);
}

function plain(value: string): string {
  return value.replace(/&(?:amp|quot|lt);/g, (entity) => CHARACTERS[entity] ?? entity);
}
