import { describe, expect, it } from 'vitest';
import { blocksOfLines } from './pdf-blocks.ts';
import { dropFurniture } from './pdf-furniture.ts';
import { linesOfPage } from './pdf-lines.ts';
import type { PdfRun } from './pdf-types.ts';

function run(text: string, x: number, y: number, more: Partial<PdfRun> = {}): PdfRun {
  const size = more.size ?? 10;
  return {
    text,
    x,
    y,
    angle: 0,
    width: text.length * size * 0.5,
    size,
    ascent: 0.8,
    descent: 0.2,
    rightToLeft: false,
    font: 'body',
    ...more,
  };
}

const textsOf = (runs: readonly PdfRun[]): readonly string[] =>
  linesOfPage(runs, 1, 0).map(({ text }) => text);

describe('linesOfPage', () => {
  it('joins the runs of a line, with blanks where there is a gap; a raised number stays with its word', () => {
    expect(
      textsOf([run('Hel', 10, 20), run('lo', 25, 20), run('world', 40, 20), run('2', 66, 17, { size: 6 })]),
    ).toEqual(['Hello world2']);
  });

  it('reads lines from top to bottom, whatever the order of drawing', () => {
    expect(textsOf([run('second', 10, 40), run('first', 10, 20)])).toEqual(['first', 'second']);
  });

  it('reads the left column before the right one, and what spans both in between', () => {
    const line = 'some words of a column of prose';
    const column = (name: string, x: number, y: number): readonly PdfRun[] =>
      Array.from({ length: 6 }, (_, index) => run(`${name}${index} ${line}`, x, y + index * 12));
    const runs = [
      run('A title that spans the page from the left edge to the right edge of it', 20, 20),
      ...column('l', 20, 50),
      ...column('r', 230, 50),
    ];
    const order = textsOf(runs).map((text) => text.slice(0, 2));
    expect(order).toEqual(['A ', 'l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  });

  it('keeps the rows of a table together, its cells set apart', () => {
    const rows = Array.from({ length: 8 }, (_, index) => [
      run(`Item ${index}`, 20, 50 + index * 12),
      run(`${index * 3}.50`, 250, 50 + index * 12),
    ]).flat();
    const texts = textsOf(rows);
    expect(texts[0]).toBe('Item 0\t0.50');
    expect(texts).toHaveLength(8);
  });

  it('turns a rotated page upright and gives boxes as they are shown', () => {
    const angle = Math.PI / 2;
    const lines = linesOfPage([run('first', 100, 20, { angle }), run('second', 80, 20, { angle })], 3, 0);
    expect(lines.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(lines[0]?.region).toEqual({ page: 3, box: [98, 20, 108, 45] });
  });

  it('shortens the dots of a table of contents', () => {
    expect(textsOf([run('Preface . . . . . . . . . . . . xi', 10, 20)])).toEqual(['Preface … xi']);
  });
});

describe('blocksOfLines', () => {
  const blocksOf = (runs: readonly PdfRun[]) =>
    blocksOfLines(linesOfPage(runs, 1, 0)).map(({ kind, level, lines }) => [kind, level, lines.length]);
  const body = 'A line of ordinary prose that is long enough to fill the column.';

  it('finds headings by size, and by a font of their own above prose', () => {
    const runs = [
      run('The big title', 20, 20, { size: 18 }),
      ...[50, 62, 74].map((y) => run(body, 20, y)),
      run('1.1 Bold words', 20, 100, { font: 'bold' }),
      ...[116, 128, 140, 152].map((y) => run(body, 20, y)),
    ];
    expect(blocksOf(runs)).toEqual([
      ['heading', 1, 1],
      ['paragraph', undefined, 3],
      ['heading', 2, 1],
      ['paragraph', undefined, 4],
    ]);
  });

  it('begins a paragraph after a gap and an item at a bullet', () => {
    const runs = [
      run(body, 20, 20),
      run(body, 20, 32),
      run(body, 20, 56),
      run('• An item', 20, 68),
      run('• Another', 20, 80),
    ];
    expect(blocksOf(runs)).toEqual([
      ['paragraph', undefined, 2],
      ['paragraph', undefined, 1],
      ['list-item', undefined, 1],
      ['list-item', undefined, 1],
    ]);
  });
});

describe('dropFurniture', () => {
  const page = (number: number, first: string) =>
    linesOfPage(
      [
        run('Annual report', 20, 20),
        run(first, 20, 100),
        run('Words in between.', 20, 300),
        run(String(number), 250, 780),
      ],
      number,
      0,
    );
  const textOfPages = (pages: readonly (readonly { readonly text: string }[])[]): readonly string[] =>
    pages.map((lines) => lines.map(({ text }) => text).join(' / '));

  it('drops running heads and page numbers, and nothing else', () => {
    const pages = ['One', 'Two', 'Three', 'Four', 'Five'].map((first, index) => page(index + 1, first));
    expect(textOfPages(dropFurniture(pages))).toEqual(
      ['One', 'Two', 'Three', 'Four', 'Five'].map((first) => `${first} / Words in between.`),
    );
  });

  it('leaves a short document as it is', () => {
    const pages = [page(1, 'One'), page(2, 'Two')];
    expect(dropFurniture(pages)).toBe(pages);
  });
});
