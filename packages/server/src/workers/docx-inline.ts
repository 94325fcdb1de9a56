import { child, elementsOf, textOf, type XmlElement } from './xml-tree.ts';

/** What was met while a paragraph's text was read, and belongs after it. */
export interface Attached {
  readonly footnotes: string[];
  readonly endnotes: string[];
  readonly comments: string[];
  /** Contents of text boxes that are anchored in the paragraph. */
  readonly boxes: XmlElement[];
}

/** @returns nothing met yet */
export function nothingAttached(): Attached {
  return { footnotes: [], endnotes: [], comments: [], boxes: [] };
}

/** Elements whose content is not part of the text as it stands: deleted, moved away, instructions, properties. */
const SKIPPED = new Set([
  'w:del',
  'w:moveFrom',
  'w:pPr',
  'w:rPr',
  'w:instrText',
  'w:delText',
  'w:sdtPr',
  'w:sdtEndPr',
  'w:tcPr',
  'w:trPr',
  'w:tblPr',
]);

/** The text of a paragraph or of anything inside one. Pictures, linked ones too, are passed over. */
export function inlineText(element: XmlElement, attached: Attached): string {
  if (SKIPPED.has(element.name)) return '';
  switch (element.name) {
    case 'w:t':
    case 'm:t':
      return textOf(element);
    case 'w:tab':
      return ' ';
    case 'w:br':
    case 'w:cr':
      return '\n';
    case 'w:noBreakHyphen':
      return '-';
    case 'w:sym':
      return '';
    case 'w:footnoteReference':
      return note(element, attached.footnotes);
    case 'w:endnoteReference':
      return note(element, attached.endnotes);
    case 'w:commentReference':
      return note(element, attached.comments);
    case 'w:txbxContent':
      attached.boxes.push(element);
      return '';
    case 'mc:AlternateContent':
      return inlineText(child(element, 'mc:Choice') ?? child(element, 'mc:Fallback') ?? EMPTY, attached);
    case 'w:r':
      return isHidden(element) ? '' : childrenText(element, attached);
    default:
      return childrenText(element, attached);
  }
}

const EMPTY: XmlElement = { name: '', attributes: {}, children: [] };

function childrenText(element: XmlElement, attached: Attached): string {
  return elementsOf(element)
    .map((each) => inlineText(each, attached))
    .join('');
}

function note(element: XmlElement, ids: string[]): string {
  const id = element.attributes['w:id'];
  if (id !== undefined && !ids.includes(id)) ids.push(id);
  return '';
}

function isHidden(run: XmlElement): boolean {
  const vanish = child(child(run, 'w:rPr'), 'w:vanish');
  return vanish !== undefined && !/^(0|false|off)$/.test(vanish.attributes['w:val'] ?? '');
}
