import { describe, expect, it } from 'vitest';
import { parseCsv, sniffDelimiter } from './parse-csv.ts';

describe('parseCsv', () => {
  it('writes each row with the names of its columns', () => {
    const { text, blocks } = parseCsv('Name,City\nAnn,"Oslo, Norway"\nBob,\n');
    expect(text).toBe('Name: Ann; City: Oslo, Norway\nName: Bob');
    expect(blocks).toMatchObject([{ kind: 'table' }]);
  });

  it('takes rows that are too short or too long', () => {
    expect(parseCsv('a,b,c\n1,2\n1,2,3,4\n').text).toBe('a: 1; b: 2\na: 1; b: 2; c: 3; 4');
  });

  it('joins lines within a cell', () => {
    expect(parseCsv('note,by\n"two\nlines",me\n').text).toBe('note: two lines; by: me');
  });

  it('takes a title above the columns for a title', () => {
    expect(parseCsv('Stanley Cups,,\nTeam,Cups\nBlues,1\n').text).toBe(
      'Stanley Cups\n\nTeam: Blues; Cups: 1',
    );
  });

  it('does not take numbers for names of columns', () => {
    expect(parseCsv('1,2\n3,4\n').text).toBe('1; 2\n3; 4');
  });

  it('keeps a file that has nothing but a header', () => {
    expect(parseCsv('Name,City\n').text).toBe('Name; City');
  });

  it.each([
    [',', 'a,b\n1,2'],
    [';', 'a;b\n1,5;2,5'],
    ['\t', 'a\tb\n1, x\t2'],
    ['|', 'a|b\n1|2'],
  ])('finds the delimiter %j', (delimiter, source) => {
    expect(sniffDelimiter(source)).toBe(delimiter);
  });
});
