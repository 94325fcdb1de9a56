import type { PdfLine } from './pdf-types.ts';

/** A heading is at least this much larger than the text around it. */
const HEADING_RATIO = 1.15;
/** When more of the document than this is large, size says nothing about headings. */
const MOST_HEADINGS = 0.25;
/** Sizes of headings that differ by less are one level. */
const SAME_LEVEL = 0.9;

/** What is usual in a document: the measure for what stands out. */
export interface PdfMeasures {
  readonly bodySize: number;
  /** Usual distance of baselines in body text, in font sizes. */
  readonly leading: number;
  /** The font of most text. */
  readonly bodyFont: string;
  /** Sizes of headings, largest first, in levels. */
  readonly headingSizes: readonly (readonly number[])[];
}

/** Finds the sizes, the font and the line distance of a document's text. */
export function measureLines(lines: readonly PdfLine[]): PdfMeasures {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  for (const line of lines) {
    add(sizes, halfPoints(line.size), line.text.length);
    if (line.font !== '') add(fonts, line.font, line.text.length);
  }
  const bodySize = mostFrequent(sizes) ?? 10;
  const distances = new Map<number, number>();
  for (const [index, line] of lines.entries()) {
    const last = lines[index - 1];
    const distance = last?.stretch === line.stretch ? (line.baseline - last.baseline) / line.size : 0;
    if (distance > 0.8 && distance < 2.5) add(distances, Math.round(distance * 20) / 20, 1);
  }
  const large = [...sizes].filter(([size]) => size >= bodySize * HEADING_RATIO);
  const total = [...sizes.values()].reduce((sum, count) => sum + count, 0);
  const share = large.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, total);
  return {
    bodySize,
    leading: mostFrequent(distances) ?? 1.2,
    bodyFont: mostFrequent(fonts) ?? '',
    headingSizes: share > MOST_HEADINGS ? [] : levelsOf(large.map(([size]) => size)),
  };
}

function levelsOf(sizes: readonly number[]): readonly (readonly number[])[] {
  const levels: number[][] = [];
  for (const size of [...sizes].sort((first, second) => second - first)) {
    const level = levels.at(-1);
    if (level !== undefined && size > (level[0] ?? 0) * SAME_LEVEL) level.push(size);
    else levels.push([size]);
  }
  return levels;
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Sizes are compared in steps of half a point. */
export function halfPoints(size: number): number {
  return Math.round(size * 2) / 2;
}

function mostFrequent<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  return [...counts].sort((first, second) => second[1] - first[1])[0]?.[0];
}
