import { parse } from 'csv-parse/sync';
import type { ParsedDocument } from '../text/parsed-document.ts';
import { collapse, createTextBuilder } from './text-builder.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Rows that are looked at to find the delimiter. */
const SNIFFED_ROWS = 30;

/**
 * Rows of a table file as lines `column: value; column: value`, which stay readable and findable when a row is cited
 * on its own. Rows with missing or surplus cells are kept.
 */
export function parseCsv(source: string): ParsedDocument {
  const delimiter = sniffDelimiter(source);
  const rows = readRows(source, delimiter).map((row) => row.map(collapse));
  const start = headerIndex(rows);
  const header = rows[start] ?? [];
  const builder = createTextBuilder();
  for (const row of rows.slice(0, start))
    builder.add({ kind: 'paragraph', text: row.filter(Boolean).join(' ') });
  const named = isHeader(header, rows.slice(start + 1));
  const lines = rows
    .slice(named ? start + 1 : start)
    .map((row) => (named ? namedRow(header, row) : plainRow(row)));
  const table = lines.filter((line) => line !== '');
  // A file that has nothing but a header still says which columns there are.
  builder.add({ kind: 'table', text: table.length > 0 ? table.join('\n') : plainRow(header) });
  return builder.finish('csv');
}

/** The delimiter that cuts the first rows into the most cells of the most even number. */
export function sniffDelimiter(source: string): string {
  const head = source.slice(0, 20_000);
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const widths = readRows(head, delimiter, SNIFFED_ROWS).map((row) => row.length);
    const usual = mostFrequent(widths);
    const score =
      usual < 2 ? 0 : (widths.filter((width) => width === usual).length / widths.length) * (1 + usual / 100);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

function readRows(source: string, delimiter: string, limit?: number): readonly (readonly string[])[] {
  const rows: string[][] = parse(source, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 4_000_000,
    ...(limit === undefined ? {} : { to: limit }),
  });
  return rows.map((row) => row.map(String));
}

/** Titles may stand above the table: rows of one filled cell before a row of several. */
function headerIndex(rows: readonly (readonly string[])[]): number {
  const filled = (row: readonly string[] | undefined): number =>
    (row ?? []).filter((cell) => cell !== '').length;
  let index = 0;
  while (index < 5 && filled(rows[index]) === 1 && filled(rows[index + 1]) > 1) index += 1;
  return index;
}

/** Column names are short words; a row in which a cell is a number where the column is numbers is data. */
function isHeader(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const names = header.filter((cell) => cell !== '');
  if (rows.length === 0 || names.length === 0) return false;
  return names.every((name) => name.length <= 80 && !/^[-+]?[\d.,]+%?$/.test(name));
}

function namedRow(header: readonly string[], row: readonly string[]): string {
  return row
    .map((cell, column) => {
      const name = header[column] ?? '';
      return cell === '' ? '' : name === '' ? cell : `${name}: ${cell}`;
    })
    .filter((part) => part !== '')
    .join('; ');
}

function plainRow(row: readonly string[]): string {
  return row.filter((cell) => cell !== '').join('; ');
}
