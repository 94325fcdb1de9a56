import type { ParsedDocument } from '../text/parsed-document.ts';
import { createTextBuilder } from './text-builder.ts';

/** Plain text: paragraphs are what empty lines set apart. */
export function parsePlainText(source: string): ParsedDocument {
  const builder = createTextBuilder();
  for (const paragraph of source.split(/\n[ \t\u00a0\f]*(?:\n[ \t\u00a0\f]*)+|\f/)) {
    builder.add({ kind: 'paragraph', text: paragraph });
  }
  return builder.finish('text');
}
