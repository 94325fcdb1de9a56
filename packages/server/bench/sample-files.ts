// Large documents, made from a fixed seed.
import { Corpus } from './search-corpus.ts';

export interface SampleFile {
  readonly name: string;
  readonly data: Uint8Array;
}

const corpus = new Corpus();
let sections = 0;

/** A Markdown file of so many sections, each about as long as a passage. */
export function markdownFile(name: string, count: number): SampleFile {
  const parts = Array.from({ length: count }, (_, index) => {
    const words = corpus.chunk(sections++).text.split(' ');
    return `## Section ${index + 1}\n\n${sentences(words).join(' ')}\n`;
  });
  return { name, data: new TextEncoder().encode(`# ${name}\n\n${parts.join('\n')}`) };
}

function sentences(words: readonly string[]): string[] {
  const all: string[] = [];
  for (let start = 0; start < words.length; start += 12) {
    const text = words.slice(start, start + 12).join(' ');
    all.push(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  }
  return all;
}

const LINES_A_PAGE = 40;
const WORDS_A_LINE = 11;

/** A PDF of so many pages, each with forty lines of text in one column. */
export function pdfFile(name: string, pages: number): SampleFile {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>'];
  const kids = Array.from({ length: pages }, (_, page) => `${4 + 2 * page} 0 R`).join(' ');
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`);
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (let page = 0; page < pages; page += 1) {
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * page} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    const content = pageContent();
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  return { name, data: Buffer.from(assemble(objects), 'latin1') };
}

function pageContent(): string {
  const words: string[] = [];
  while (words.length < LINES_A_PAGE * WORDS_A_LINE) words.push(...corpus.chunk(sections++).text.split(' '));
  const text = sentences(words).join(' ').split(' ');
  const lines = Array.from({ length: LINES_A_PAGE }, (_, line) =>
    text.slice(line * WORDS_A_LINE, (line + 1) * WORDS_A_LINE).join(' '),
  );
  return `BT /F1 10 Tf 14 TL 60 780 Td ${lines.map((line) => `(${line}) Tj T*`).join('\n')} ET`;
}

/** Objects with their table of offsets, as a reader expects them. */
function assemble(objects: readonly string[]): string {
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}
