import { SaxesParser } from 'saxes';
import { AppError } from '../domain/errors.ts';

/** An element with its prefix (`w:p`); text stands as strings among the children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

/** Elements nested deeper than any writer nests them. */
const DEEPEST = 400;

/**
 * Parses XML to a tree. Documents with a DOCTYPE are refused: Office never writes one, and entities are how XML
 * unfolds without end or reaches outside.
 * @throws AppError `parse-failed`
 */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const stack: XmlElement[] = [root];
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw new AppError(
      'parse-failed',
      'The document has a DOCTYPE, which is refused because it can be harmful.',
    );
  });
  parser.on('error', (cause) => {
    throw new AppError(
      'parse-failed',
      'The document is damaged: its XML has errors. Save it again in its program.',
      {
        cause,
      },
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (stack.length > DEEPEST)
      throw new AppError('parse-failed', 'The document is nested too deeply to be read.');
    const element: XmlElement = { name, attributes, children: [] };
    stack.at(-1)?.children.push(element);
    stack.push(element);
  });
  parser.on('closetag', () => {
    stack.pop();
  });
  const addText = (text: string): void => {
    stack.at(-1)?.children.push(text);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(source).close();
  return root;
}

/** The child elements, without text. */
export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** The first child of this name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element === undefined ? undefined : elementsOf(element).find((each) => each.name === name);
}

/** The element at the end of a path of first children. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce((at, name) => child(at, name), element);
}

/** The `w:val` of the child of this name: how WordprocessingML writes most properties. */
export function wordValue(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.attributes['w:val'];
}

/** All text below. */
export function textOf(element: XmlElement): string {
  return element.children.map((each) => (typeof each === 'string' ? each : textOf(each))).join('');
}
