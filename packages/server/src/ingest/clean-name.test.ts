import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName } from './clean-name.ts';

describe('cleanName', () => {
  it.each([
    ['guide/setup.md', 'guide/setup.md'],
    ['../../etc/passwd', 'etc/passwd'],
    ['C:\\Users\\me\\plan.docx', 'Users/me/plan.docx'],
    ['/absolute//path.md', 'absolute/path.md'],
    ['a\0b\nc.md', 'abc.md'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['con.txt', '_con.txt'],
    ['name. . .', 'name'],
    ['Bäume.md', 'Bäume.md'],
    ['请假.md', '请假.md'],
    [`${'x'.repeat(300)}.md`, `${'x'.repeat(197)}.md`],
  ])('makes of %j %j', (name, cleaned) => {
    expect(cleanName(name)).toBe(cleaned);
  });

  it.each(['', ' ', '..', '\0', '../..', '/'])('refuses %j', (name) => {
    expect(() => cleanName(name)).toThrow(
      expect.objectContaining({ code: 'invalid-request', field: 'name' }),
    );
  });

  it('never leaves a step upwards, a control character or an endless name, and is stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1500 }), (name) => {
        let cleaned: string;
        try {
          cleaned = cleanName(name);
        } catch {
          return;
        }
        expect(cleaned.length).toBeLessThanOrEqual(1000);
        expect(cleaned).not.toMatch(/\p{Cc}|\\|^\/|\/$|\/\//u);
        expect(cleaned.split('/')).not.toContain('..');
        expect(cleanName(cleaned)).toBe(cleaned);
      }),
    );
  });
});
