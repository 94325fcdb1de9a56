/** A line of text on a page of 595 x 842 points, in 10 point Courier: each character is 6 points wide. */
export interface PdfLine {
  /** Where its baseline begins, points from the left and the upper edge. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export const PAGE = { width: 595, height: 842, size: 10, advance: 6 } as const;

/** Pages below one node of the tree of pages, as usual writers have it: a page is found without reading all others. */
const KIDS = 40;

/** Writes a PDF with these lines on its pages (ASCII). `padding` adds bytes to each page that draw nothing. */
export function makePdf(pages: readonly (readonly PdfLine[])[], padding = 0): Buffer<ArrayBuffer> {
  const nodes = Math.ceil(pages.length / KIDS);
  const nodeOf = (node: number): number => 4 + node;
  const pageOf = (page: number): number => 4 + nodes + 2 * page;
  const references = (from: number, count: number, of: (index: number) => number): string =>
    Array.from({ length: count }, (_, index) => `${of(from + index)} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${references(0, nodes, nodeOf)}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>',
  ];
  for (let node = 0; node < nodes; node += 1) {
    const count = Math.min(KIDS, pages.length - node * KIDS);
    objects.push(
      `<< /Type /Pages /Parent 2 0 R /Count ${count} /Kids [${references(node * KIDS, count, pageOf)}] >>`,
    );
  }
  for (const [page, lines] of pages.entries()) {
    const box = `/MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F 3 0 R >> >>`;
    const parent = `/Parent ${nodeOf(Math.floor(page / KIDS))} 0 R`;
    objects.push(`<< /Type /Page ${parent} ${box} /Contents ${pageOf(page) + 1} 0 R >>`);
    const content = `${lines.map(toCommands).join('\n')}\n%${'.'.repeat(padding)}\n`;
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}endstream`);
  }
  return assemble(objects);
}

function toCommands({ x, y, text }: PdfLine): string {
  const escaped = text.replace(/[\\()]/g, '\\$&');
  return `BT /F ${PAGE.size} Tf ${x} ${PAGE.height - y} Td (${escaped}) Tj ET`;
}

function assemble(objects: readonly string[]): Buffer<ArrayBuffer> {
  const parts = ['%PDF-1.4\n'];
  const places: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const part = `${index + 1} 0 obj\n${object}\nendobj\n`;
    places.push(length);
    length += part.length;
    parts.push(part);
  }
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`);
  parts.push(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`);
  return Buffer.from(parts.join(''), 'latin1');
}
