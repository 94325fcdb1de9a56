import { AppError } from '../domain/errors.ts';
import type { ParsedDocument } from '../text/parsed-document.ts';
import { type Attached, inlineText, nothingAttached } from './docx-inline.ts';
import { type NextBullet, readNumbering } from './docx-numbering.ts';
import { numberingOf, outlineLevel, type ParagraphStyle, readStyles } from './docx-styles.ts';
import { collapse, createTextBuilder, headerText, type TextBuilder, tableText } from './text-builder.ts';
import { child, descend, elementsOf, parseXml, wordValue, type XmlElement } from './xml-tree.ts';
import { readZipParts } from './zip-parts.ts';

const PARTS = {
  document: 'word/document.xml',
  styles: 'word/styles.xml',
  numbering: 'word/numbering.xml',
  footnotes: 'word/footnotes.xml',
  endnotes: 'word/endnotes.xml',
  comments: 'word/comments.xml',
} as const;

interface Reading {
  readonly builder: TextBuilder;
  readonly styleOf: (id: string | undefined) => ParagraphStyle;
  readonly nextBullet: NextBullet;
  readonly notes: Readonly<Record<'footnotes' | 'endnotes' | 'comments', ReadonlyMap<string, XmlElement>>>;
  title?: string;
}

/**
 * A Word document to readable text: body with headings, lists, tables; footnotes, endnotes and comments after the
 * paragraph that they belong to. Headers, footers, deleted text and pictures are left out; nothing is fetched.
 * @throws AppError `parse-failed`, `too-large`
 */
export function parseDocx(bytes: Uint8Array): ParsedDocument {
  const parts = readZipParts(bytes, Object.values(PARTS));
  const tree = (name: string): XmlElement | undefined => {
    const source = parts.get(name);
    return source === undefined ? undefined : parseXml(source);
  };
  const body = descend(tree(PARTS.document), 'w:document', 'w:body');
  if (body === undefined) {
    throw new AppError(
      'parse-failed',
      'The Word document has no body: it is damaged. Save it again in Word.',
    );
  }
  const reading: Reading = {
    builder: createTextBuilder(),
    styleOf: readStyles(tree(PARTS.styles)),
    nextBullet: readNumbering(tree(PARTS.numbering)),
    notes: {
      footnotes: readNotes(child(tree(PARTS.footnotes), 'w:footnotes')),
      endnotes: readNotes(child(tree(PARTS.endnotes), 'w:endnotes')),
      comments: readNotes(child(tree(PARTS.comments), 'w:comments')),
    },
  };
  readBlocks(body, reading);
  return reading.builder.finish('docx', reading.title === undefined ? {} : { title: reading.title });
}

function readNotes(root: XmlElement | undefined): ReadonlyMap<string, XmlElement> {
  const notes = root === undefined ? [] : elementsOf(root);
  return new Map(notes.map((note) => [note.attributes['w:id'] ?? '', note]));
}

function readBlocks(parent: XmlElement, reading: Reading): void {
  for (const element of elementsOf(parent)) {
    if (element.name === 'w:p') readParagraph(element, reading);
    else if (element.name === 'w:tbl') readTable(element, reading);
    else if (element.name === 'mc:AlternateContent')
      readBlocks(child(element, 'mc:Choice') ?? element, reading);
    else if (/^(w:sdt|w:sdtContent|w:ins|w:moveTo|w:customXml|w:smartTag|mc:Choice)$/.test(element.name)) {
      readBlocks(element, reading);
    }
  }
}

function readParagraph(paragraph: XmlElement, reading: Reading): void {
  const properties = child(paragraph, 'w:pPr');
  const style = reading.styleOf(wordValue(properties, 'w:pStyle'));
  const attached = nothingAttached();
  const text = inlineText(paragraph, attached)
    .replace(/[ \t]+/g, ' ')
    .trim();
  const level = style.headingLevel ?? outlineLevel(properties) ?? (style.isTitle ? 1 : undefined);
  const numbering = numberingOf(properties) ?? style.numbering;
  if (level !== undefined) {
    const heading = collapse(text);
    if (style.isTitle && heading !== '') reading.title ??= heading;
    reading.builder.add({ kind: 'heading', text: heading, level });
  } else if (numbering !== undefined && text !== '') {
    const bullet = reading.nextBullet(numbering);
    reading.builder.add({
      kind: 'list-item',
      text: `${'  '.repeat(Math.min(8, numbering.depth))}${bullet} ${text}`,
    });
  } else reading.builder.add({ kind: 'paragraph', text });
  addAttached(attached, reading);
}

function addAttached(attached: Attached, reading: Reading): void {
  for (const kind of ['footnotes', 'endnotes', 'comments'] as const) {
    for (const id of attached[kind]) {
      const note = reading.notes[kind].get(id);
      if (note === undefined) continue;
      const author = note.attributes['w:author'];
      const label = kind === 'comments' ? `Comment${author ? ` by ${author}` : ''}` : 'Note';
      const text = collapse(flatText(note));
      if (text !== '') reading.builder.add({ kind: 'paragraph', text: `[${label}: ${text}]` });
    }
  }
  for (const box of attached.boxes) readBlocks(box, reading);
}

function readTable(table: XmlElement, reading: Reading): void {
  const rows = elementsOf(table).flatMap((row) => (row.name === 'w:tr' ? [cellsOf(row)] : []));
  const [first] = rows;
  // A table of one cell is a frame around ordinary content.
  if (rows.length === 1 && first?.length === 1 && first[0] !== undefined) {
    readBlocks(first[0], reading);
    return;
  }
  const texts = rows.map((cells) => cells.map(cellText));
  const header = headerText(texts[0]);
  const text = tableText(texts);
  reading.builder.add({ kind: 'table', text, ...(header === undefined ? {} : { header }) });
}

function cellsOf(row: XmlElement): readonly XmlElement[] {
  return elementsOf(row).flatMap((cell) => {
    if (cell.name === 'w:tc') return [cell];
    return /^w:(sdt|sdtContent|customXml|ins)$/.test(cell.name) ? cellsOf(cell) : [];
  });
}

/** A cell that goes on from the row above is empty in its own row. */
function cellText(cell: XmlElement): string {
  const merge = descend(cell, 'w:tcPr', 'w:vMerge');
  return merge !== undefined && merge.attributes['w:val'] !== 'restart' ? '' : flatText(cell);
}

/** All paragraphs below, set apart by blanks. */
function flatText(element: XmlElement): string {
  if (element.name === 'w:p') {
    const attached = nothingAttached();
    return [inlineText(element, attached), ...attached.boxes.map(flatText)].join(' ');
  }
  return elementsOf(element).map(flatText).join(' ');
}
