import type { NumberingReference } from './docx-styles.ts';
import { child, elementsOf, wordValue, type XmlElement } from './xml-tree.ts';

/** Gives the bullet or number of the next paragraph of a list. */
export type NextBullet = (reference: NumberingReference) => string;

/** Reads `word/numbering.xml`; the returned function counts, so it is to be called in reading order. */
export function readNumbering(root: XmlElement | undefined): NextBullet {
  const formats = readFormats(child(root, 'w:numbering'));
  const counters = new Map<string, number[]>();
  return ({ list, depth }) => {
    const format = formats.get(list)?.get(depth) ?? 'bullet';
    if (format === 'bullet' || format === 'none') return '-';
    const counts = counters.get(list) ?? [];
    counters.set(list, counts);
    const count = (counts[depth] ?? 0) + 1;
    counts.length = depth;
    counts[depth] = count;
    return numeral(count, format);
  };
}

/** Number format by list id and depth. */
function readFormats(numbering: XmlElement | undefined): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const abstract = new Map<string, ReadonlyMap<number, string>>();
  const lists = new Map<string, ReadonlyMap<number, string>>();
  const all = numbering === undefined ? [] : elementsOf(numbering);
  for (const element of all) {
    if (element.name !== 'w:abstractNum') continue;
    const levels = elementsOf(element).filter(({ name }) => name === 'w:lvl');
    abstract.set(
      element.attributes['w:abstractNumId'] ?? '',
      new Map(
        levels.map((level) => [
          Number(level.attributes['w:ilvl'] ?? 0),
          wordValue(level, 'w:numFmt') ?? 'decimal',
        ]),
      ),
    );
  }
  for (const element of all) {
    const levels = abstract.get(wordValue(element, 'w:abstractNumId') ?? '');
    const id = element.attributes['w:numId'];
    if (element.name === 'w:num' && id !== undefined && levels !== undefined) lists.set(id, levels);
  }
  return lists;
}

function numeral(count: number, format: string): string {
  if ((format === 'lowerLetter' || format === 'upperLetter') && count <= 26) {
    const letter = String.fromCharCode(96 + count);
    return `${format === 'upperLetter' ? letter.toUpperCase() : letter}.`;
  }
  return `${count}.`;
}
