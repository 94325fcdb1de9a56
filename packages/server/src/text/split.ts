import type { Region } from '../domain/chunk.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { mergeRegions } from './regions.ts';
import { type Section, sectionsOf, type Unit } from './sections.ts';

/** Tokens that a passage aims at: enough to be understood alone, few enough for eight of them in a small window. */
export const TARGET_TOKENS = 250;
/** Tokens that no passage exceeds. */
export const MAXIMUM_TOKENS = 350;
/** A section with fewer tokens is put together with its neighbours under the same parent. */
const SMALL_SECTION = 120;
/** A section with fewer tokens does not stand alone even beside another chapter. */
const TINY_SECTION = 30;

/** A passage before it belongs to a document: offsets into the parsed text. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
  readonly regions: readonly Region[];
  /** Estimated tokens of its text. */
  readonly tokens: number;
}

/** Sections that become passages together. */
interface Group {
  readonly path: readonly string[];
  readonly sections: readonly Section[];
  readonly tokens: number;
}

/**
 * Cuts a document into passages of about {@link TARGET_TOKENS}, at most {@link MAXIMUM_TOKENS} tokens. Sentences,
 * table rows and code that fits stay whole; the passages of a section are about equally long; small sections under
 * one parent are put together. A passage knows the headings above it; its own heading is one of them.
 */
export function splitDocument(document: ParsedDocument): readonly Passage[] {
  const passages: Passage[] = [];
  for (const group of groupSections(sectionsOf(document, TARGET_TOKENS))) {
    const headings = withTitle(document.title, group.path);
    for (const units of packUnits(unitsOfGroup(group))) passages.push(toPassage(document, headings, units));
  }
  return passages;
}

function groupSections(sections: readonly Section[]): readonly Group[] {
  const groups: Group[] = [];
  for (const section of sections) {
    const last = groups.at(-1);
    if (last !== undefined && belongsTo(last, section)) groups[groups.length - 1] = join(last, section);
    else groups.push({ path: section.path, sections: [section], tokens: section.tokens });
  }
  return groups;
}

function belongsTo(group: Group, section: Section): boolean {
  if (group.tokens + section.tokens > TARGET_TOKENS) return false;
  const tiny = group.tokens < TINY_SECTION || section.tokens < TINY_SECTION;
  if (tiny) return true;
  const small = group.tokens < SMALL_SECTION && section.tokens < SMALL_SECTION;
  const shared = commonPath(group.path, section.path).length;
  return small && shared > 0 && shared >= section.path.length - 1;
}

function join(group: Group, section: Section): Group {
  return {
    path: commonPath(group.path, section.path),
    sections: [...group.sections, section],
    tokens: group.tokens + section.tokens,
  };
}

function commonPath(first: readonly string[], second: readonly string[]): readonly string[] {
  const end = first.findIndex((heading, index) => second[index] !== heading);
  return end === -1 ? first : first.slice(0, end);
}

/** A section's own heading becomes text again where the group's path does not say it. */
function unitsOfGroup(group: Group): readonly Unit[] {
  return group.sections.flatMap((section, index) => {
    const said = index === 0 && section.path.length === group.path.length;
    const [first, ...rest] = section.units;
    return said || first === undefined ? section.units : [{ ...first, start: section.start }, ...rest];
  });
}

function withTitle(title: string | undefined, path: readonly string[]): readonly string[] {
  if (title === undefined || path.some((heading) => sameWords(heading, title))) return path;
  return [title, ...path];
}

function sameWords(first: string, second: string): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(first) === plain(second);
}

/** Fills passages evenly: as many as the target asks for, each as near to the mean as whole units allow. */
function packUnits(units: readonly Unit[]): readonly (readonly Unit[])[] {
  const total = units.reduce((sum, { tokens }) => sum + tokens, 0);
  const goal = total / Math.max(1, Math.ceil(total / TARGET_TOKENS));
  const packs: Unit[][] = [];
  let filled = 0;
  for (const unit of units) {
    const last = packs.at(-1);
    const fits = filled + unit.tokens <= MAXIMUM_TOKENS && filled + unit.tokens / 2 <= goal;
    if (last !== undefined && fits) last.push(unit);
    else packs.push([unit]);
    filled = last !== undefined && fits ? filled + unit.tokens : unit.tokens;
  }
  return packs;
}

function toPassage(document: ParsedDocument, headings: readonly string[], units: readonly Unit[]): Passage {
  const first = units[0]?.start ?? 0;
  const end = units.at(-1)?.end ?? first;
  const start = first + (/^\s*/.exec(document.text.slice(first, end))?.[0].length ?? 0);
  const header = units[0]?.header;
  return {
    start,
    end,
    headings: header === undefined ? headings : [...headings, header],
    regions: mergeRegions(document.lines, start, end),
    tokens: units.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}
