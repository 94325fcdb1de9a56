import { describe, expect, it } from 'vitest';
import { searchTerms } from './query-terms.ts';

const own = (query: string, context?: string) => {
  const { terms, words } = searchTerms(query, context);
  return terms.filter((_, index) => words[index] !== undefined).map(({ term }) => term);
};

describe('searchTerms', () => {
  it('leaves out question words and function words', () => {
    expect(own('How many hours of annual leave can I carry over?')).toEqual([
      'mani',
      'hour',
      'annual',
      'leav',
      'carri',
    ]);
    expect(own('Wann wurde das Haus in Köln gebaut?').slice(0, 3)).toEqual(['haus', 'koln', 'gebaut']);
  });

  it('keeps function words that stand alone', () => expect(own('to be or not to be')).toContain('not'));

  it('weighs a repeated word higher and a context word lower', () => {
    const { terms } = searchTerms('leave and the leave', 'What about travel to the leave office?');
    expect(terms.find(({ term }) => term === 'leav')?.weight).toBe(2);
    expect(terms.find(({ term }) => term === 'travel')?.weight).toBe(0.5);
    expect(terms.filter(({ term }) => term === 'leav')).toHaveLength(1);
  });

  it('adds the forms of other languages where the question shows none, as the same word', () => {
    const { terms, words } = searchTerms('Urlaubstage Angestellte');
    const number = (term: string) => words[terms.findIndex((found) => found.term === term)];
    expect(own('Urlaubstage Angestellte')).toEqual(expect.arrayContaining(['urlaubstag', 'angestellt']));
    expect(number('urlaubstag')).toBe(0);
    expect(number('angestellt')).toBe(1);
    expect(own('which leave is this')).toEqual(['leav']);
  });

  it('finds Vietnamese typed without marks', () => {
    expect(own('dien thoai di dong')).toEqual(expect.arrayContaining(['dien thoai', 'di dong']));
  });

  it('uses 4-grams by language', () => {
    expect(searchTerms('How much leave is left?').gramWeight).toBe(0.5);
    expect(searchTerms('Сколько дней отпуска осталось?').gramWeight).toBe(1);
    expect(searchTerms('Wie viele Urlaubstage habe ich?').gramWeight).toBe(1);
    expect(searchTerms('한국어 문서에서 검색').gramWeight).toBe(1);
    expect(searchTerms('북한 北京大学在哪里').gramWeight).toBe(0);
    expect(searchTerms('ประเทศไทยมีประชากรกี่คน').grams).toEqual([]);
    expect(searchTerms('leaf leaf').grams).toContainEqual({ term: '_lea', weight: 2 });
    expect(searchTerms('the leaf of the tree').grams).toContainEqual({ term: '_the', weight: 1 });
  });

  it('is nothing for nothing, and bounded for a pasted book', () => {
    expect(searchTerms('  ?! ').terms).toEqual([]);
    const book = Array.from({ length: 50_000 }, (_, index) => `word${index.toString(36)}`).join(' ');
    expect(searchTerms(book, book).terms.length).toBeLessThanOrEqual(256);
  });
});
