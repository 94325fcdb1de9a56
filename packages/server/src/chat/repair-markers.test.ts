import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBrokenMark, matchMark, stripMarks } from './repair-markers.ts';

describe('marks that are sure', () => {
  it.each([
    ['[ID:0]', [0]],
    ['[ID: 12]', [12]],
    ['[ID 3]', [3]],
    ['[id:3]', [3]],
    ['[ ID : 3 ]', [3]],
    ['(ID: 3)', [3]],
    ['(ID:3)', [3]],
    ['【ID: 3】', [3]],
    ['［ID：３］', [3]],
    ['（ID：１２）', [12]],
    ['[ID#3]', [3]],
    ['[[ID:3]]', [3]],
    ['[ID:0, 1]', [0, 1]],
    ['[ID:0, ID:2]', [0, 2]],
    ['[ID:0,ID: 2; ID 4]', [0, 2, 4]],
    ['[IDs: 0, 1]', [0, 1]],
    ['[ID:0、1]', [0, 1]],
    ['[ID:0-2]', [0, 1, 2]],
    ['[ID: 0 – 2]', [0, 1, 2]],
    ['[ID:1, 1]', [1]],
    ['[ref 2]', [2]],
    ['(Ref. 2)', [2]],
    ['##4$$', [4]],
  ])('%s', (written, numbers) => {
    const text = `x ${written} y`;
    expect(matchMark(text, 2)).toMatchObject({ start: 2, end: 2 + written.length, numbers, certain: true });
  });
});

describe('marks that are doubtful', () => {
  it.each([
    ['[3] y', [3]],
    ['[0, 2] y', [0, 2]],
    ['ref 3 y', [3]],
    ['REF 3.', [3]],
  ])('%s', (text, numbers) => {
    expect(matchMark(text, 0)).toMatchObject({ numbers, certain: false });
  });
});

describe('no marks', () => {
  it.each([
    '[link](https://example.org)',
    '[0](https://example.org)',
    '[1]: https://example.org',
    '[x] done',
    '[ ] open',
    '(ID: 4711)',
    '[ID:4711, 2]',
    '(3)',
    '[ID:]',
    '[ID:a]',
    '[IDENTITY]',
    '[ＩＤ:3]',
    '[12345]',
    '## Heading',
    '##3$ ',
    'reference 3',
    'ref: 3',
    'ref 3rd',
    'rest',
  ])('%s', (text) => {
    expect(matchMark(`${text} `, 0)).toBeUndefined();
  });

  it('an index behind a word', () => {
    expect(matchMark('items[0] ', 5)).toBeUndefined();
    expect(matchMark('xref 3 ', 1)).toBeUndefined();
  });
});

it('waits for every proper beginning of a mark', () => {
  for (const written of ['[ID:10, ID:2]', '(ID: 3)', '【ID: 3】', '[[ID:3]]', '##4$$', '[3] ', 'ref 3 ']) {
    for (let length = 1; length < written.length; length++) {
      expect(matchMark(written.slice(0, length), 0), written.slice(0, length)).toBe('open');
    }
  }
});

it('waits no longer than a mark can be', () => {
  expect(matchMark(`[ID:${'1,'.repeat(100)}`, 0)).toBeUndefined();
  expect(matchMark(`[${' '.repeat(100)}`, 0)).toBeUndefined();
});

it('knows a mark that broke off at the end of an answer', () => {
  for (const rest of ['[ID:', '[ID:1', '(ID: 1', '[[ID:0,', '【ID：'])
    expect(isBrokenMark(rest), rest).toBe(true);
  for (const rest of ['[', '[I', '[ID', '(ids', 'r', 'ref 1', '[1'])
    expect(isBrokenMark(rest), rest).toBe(false);
});

describe('stripMarks', () => {
  it('takes out sure marks with their blanks and leaves the rest', () => {
    expect(stripMarks('One [ID:0]. Two ##1$$, three(ID: 2) and [3] or ref 4.')).toBe(
      'One. Two, three and [3] or ref 4.',
    );
  });

  it('S11: is linear on a megabyte of beginnings', () => {
    const start = performance.now();
    for (const piece of ['[', '[ID:', '##', '(ID: 1,', '[[ID:1 '])
      stripMarks(piece.repeat(200_000 / piece.length));
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('never throws and never adds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(stripMarks(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
