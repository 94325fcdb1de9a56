import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadStaticEmbedder } from './load-static-embedder.ts';

const folder = join(import.meta.dirname, '../../models/static-embedding');
const embedder = loadStaticEmbedder(folder);

interface GoldenLine {
  readonly text: string;
  readonly ids: readonly number[];
  readonly first8: readonly number[];
}

const golden = readFileSync(join(folder, 'golden.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldenLine);

describe('static embedder', () => {
  it.each(golden)('gives the golden vector of $text', ({ text, ids, first8 }) => {
    expect(embedder.rows(text)).toEqual(ids);
    const vector = embedder.embed(text);
    expect(vector).toHaveLength(256);
    for (const [index, value] of first8.entries()) expect(vector[index]).toBeCloseTo(value, 5);
  });

  it('gives unit vectors, or zero for what it does not know', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const vector = embedder.embed(text);
        const length = Math.hypot(...vector);
        expect(embedder.rows(text).length === 0 ? length : length - 1).toBeCloseTo(0, 5);
      }),
    );
  });

  it('tells how much of a query it knows', () => {
    expect(embedder.coverage('annual leave')).toBe(1);
    expect(embedder.coverage('北京大学')).toBe(0);
    expect(embedder.coverage('')).toBe(0);
    expect(embedder.coverage('Urlaubstage für Angestellte')).toBeLessThan(0.5);
  });

  it('S11: takes a megabyte in one line', () => {
    const started = performance.now();
    for (const unit of ['a', 'leave ', 'é']) embedder.embed(unit.repeat(1_000_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
