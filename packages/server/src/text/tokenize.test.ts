import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze, tokenize } from './tokenize.ts';

describe('tokenize', () => {
  it.each([
    ['How many hours of annual leave can I carry over?', 'mani hour annual leav carri'],
    ['AB-1234/5', 'ab 1234 5 ab1234/5'],
    ['release v2.1.3', 'releas v2 1 3 v2.1.3'],
    ['user@example.com', 'user exampl com user@example.com'],
    ['/usr/local/bin', 'usr local bin usr/local/bin'],
    [
      'snake_case getUserName XMLParser',
      'snake case snake_case get user name getusername xml parser xmlparser',
    ],
    ['BM25 p53 C++ C#', 'bm 25 bm25 53 p53 c c++ c c#'],
    ['U.S.A. 1,000.5 0.05 2,5', 'usa 1000.5 0.05 2,5'],
    ['192.168.0.1', '192 168 0 1 192.168.0.1'],
    ['PCBs mRNA HbA', 'pcb rna mrna hb hba'],
    ['15+ 1+2', '15 15+ 1 2'],
    ['vitamin B12', 'vitamin 12 b12'],
    ['vitamin B-12', 'vitamin b 12 b12'],
    ["the system's state", 'system state'],
    ['Wie viele Häuser gibt es in Zürich?', 'haus zurich'],
    ['Qui était le premier président ?', 'premi president'],
    ['北京大学', '北 北京 京 京大 大 大学 学'],
    ['カタカナ', 'カタ タカ カナ'],
    ['한국어는', '한국 국어 어는 한국어'],
    ['ประเทศไทยมีประชากร', 'ประเทศไทย มี ประชากร'],
    ['Где находится музей', 'где наход муз'],
    ['المدرسة الكبيرة', 'مدرس كبير'],
    ['٢٠٢٠', '2020'],
  ])('cuts %j', (text, terms) => expect(tokenize(text).join(' ')).toBe(terms));

  it('adds pairs of syllables to Vietnamese', () => {
    expect(tokenize('Thành phố Huế ở đâu')).toEqual(expect.arrayContaining(['thành', 'phố', 'thanh pho']));
  });

  it('keeps acronyms that look like stop words, and stop words that stand alone', () => {
    expect(tokenize('The WHO recommends it')).toEqual(['who', 'recommend']);
    expect(tokenize('to be or not to be')).toEqual(['to', 'be', 'or', 'not', 'to', 'be']);
  });

  it('gives the same terms for composed and decomposed text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(tokenize(text.normalize('NFD'))).toEqual(tokenize(text.normalize('NFC')));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokenize(text)).not.toContain('');
      }),
    );
  });

  it('knows where its words stand', () => {
    const text = 'Ab-12 中文 café';
    expect(analyze(text).words.map(({ start, end }) => text.slice(start, end))).toEqual([
      'Ab-12',
      '中文',
      'café',
    ]);
  });

  it.each(['a', 'ab-', '中', 'ไทย', '한', 'é ', 'a.', 'Word ', 'x9', 'aB', "'", 'a_'])(
    'S11: takes a megabyte of %j in linear time',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const started = performance.now();
      tokenize(text);
      expect(performance.now() - started).toBeLessThan(8000);
    },
  );
});
