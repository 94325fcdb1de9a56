import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, holesOf, loadPrompts } from './prompt.ts';

describe('fillTemplate', () => {
  it('fills known names and leaves everything else alone', () => {
    const filled = fillTemplate('{a} {b} {a} { a } {} {{a}} {a', { a: '1' });
    expect(filled).toBe('1 {b} 1 { a } {} {1} {a');
  });

  it('S9: does not fill what a value contains, nor names that objects inherit', () => {
    expect(fillTemplate('{question}|{secret}', { question: '{secret}', secret: 'x' })).toBe('{secret}|x');
    expect(fillTemplate('{constructor} {__proto__} {toString} {hasOwnProperty}', {})).toBe(
      '{constructor} {__proto__} {toString} {hasOwnProperty}',
    );
    expect(fillTemplate('{a}', { a: "$& $1 $' $$" })).toBe("$& $1 $' $$");
  });

  it('S9: gives any value back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (value) => {
        expect(fillTemplate('<{a}>', { a: value })).toBe(`<${value}>`);
      }),
    );
  });

  it('takes linear time on a megabyte of open braces', () => {
    const text = '{a'.repeat(500_000);
    const start = performance.now();
    expect(fillTemplate(text, { a: 'x' })).toBe(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('loadPrompts', () => {
  it('has every prompt, with a text', () => {
    const prompts = loadPrompts();
    expect(prompts.text('citation-rules')).toContain('[ID:0]');
    expect(prompts.render('rewrite-question', { today: '2026-02-03' })).toContain('Today is 2026-02-03.');
    expect(holesOf(prompts.text('default-system'))).toEqual(['knowledge']);
  });

  it('refuses a file whose holes are not the ones that the code fills', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
    writeFileSync(join(folder, 'default-system.md'), 'no hole here');
    expect(() => loadPrompts(folder)).toThrow(/default-system\.md/);
  });
});
