import { child, descend, elementsOf, wordValue, type XmlElement } from './xml-tree.ts';

/** What a paragraph style says about the structure of the document. */
export interface ParagraphStyle {
  /** 1 for the outermost heading. */
  readonly headingLevel?: number;
  readonly isTitle: boolean;
  readonly numbering?: NumberingReference;
}

/** Membership in a list: which one and how deep, from 0. */
export interface NumberingReference {
  readonly list: string;
  readonly depth: number;
}

interface RawStyle {
  readonly name: string;
  readonly basedOn?: string;
  readonly properties?: XmlElement;
}

/** Reads `word/styles.xml`: styles by id, with what they inherit. */
export function readStyles(root: XmlElement | undefined): (id: string | undefined) => ParagraphStyle {
  const raw = new Map<string, RawStyle>();
  for (const style of elementsOf(child(root, 'w:styles') ?? EMPTY)) {
    const id = style.attributes['w:styleId'];
    if (style.name !== 'w:style' || id === undefined) continue;
    const basedOn = wordValue(style, 'w:basedOn');
    const properties = child(style, 'w:pPr');
    raw.set(id, {
      name: wordValue(style, 'w:name') ?? id,
      ...(basedOn === undefined ? {} : { basedOn }),
      ...(properties === undefined ? {} : { properties }),
    });
  }
  return (id) => resolve(id, raw);
}

const EMPTY: XmlElement = { name: '', attributes: {}, children: [] };
/** Styles are based on each other at most this deep; a ring would have no end. */
const LONGEST_CHAIN = 20;

function resolve(id: string | undefined, styles: ReadonlyMap<string, RawStyle>): ParagraphStyle {
  let level: number | undefined;
  let isTitle = false;
  let numbering: NumberingReference | undefined;
  let next = id;
  for (let step = 0; next !== undefined && step < LONGEST_CHAIN; step += 1) {
    const style: RawStyle = styles.get(next) ?? { name: next };
    level ??= levelByName(style.name) ?? outlineLevel(style.properties);
    isTitle ||= /^title$/i.test(style.name);
    numbering ??= numberingOf(style.properties);
    next = style.basedOn;
  }
  return {
    isTitle,
    ...(level === undefined ? {} : { headingLevel: level }),
    ...(numbering === undefined ? {} : { numbering }),
  };
}

/** Built-in headings keep their English name in every language of Word. */
function levelByName(name: string): number | undefined {
  const digit = /^heading ?([1-9])$/i.exec(name)?.[1];
  return digit === undefined ? undefined : Number(digit);
}

/** The outline level that a paragraph's or style's properties state; 9 means body text. */
export function outlineLevel(properties: XmlElement | undefined): number | undefined {
  const value = Number(wordValue(properties, 'w:outlineLvl') ?? Number.NaN);
  return value >= 0 && value < 9 ? value + 1 : undefined;
}

/** The list that a paragraph's or style's properties put it in; list 0 means none. */
export function numberingOf(properties: XmlElement | undefined): NumberingReference | undefined {
  const list = wordValue(descend(properties, 'w:numPr'), 'w:numId');
  if (list === undefined || list === '0') return undefined;
  return { list, depth: Number(wordValue(descend(properties, 'w:numPr'), 'w:ilvl') ?? 0) || 0 };
}
