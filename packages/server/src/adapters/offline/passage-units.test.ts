import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf } from './passage-units.ts';
import { selectUnits } from './select-units.ts';

const source = (text: string) => ({ index: 0, document: 'guide.md', section: 'Guide > Leave', text });

describe('unitsOf', () => {
  it('knows sentences, headings, items with their lead-in, and rows with their header', () => {
    const units = unitsOf(
      source(
        'Types\n\nThere are two:\n\n- paid leave\n- unpaid leave\n\n| Kind | Days |\n| Paid | 20 |\n\nAsk first.',
      ),
      3,
      10,
    );
    expect(units.map(({ form, text, lead }) => [form, text, lead])).toEqual([
      ['heading', 'Types', undefined],
      ['sentence', 'There are two:', undefined],
      ['item', 'paid leave', 11],
      ['item', 'unpaid leave', 11],
      ['row', 'Kind | Days', undefined],
      ['row', 'Paid | 20', undefined],
      ['sentence', 'Ask first.', undefined],
    ]);
    expect(units.every((unit) => unit.source === 3)).toBe(true);
    expect(units[5]?.about.has('kind')).toBe(true);
    expect(units[2]?.heading).toBe('There are two:');
  });

  it('quotes nothing that does not stand in the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Ab', ' ', '\n', '- ', '| ', '. ', ':', '1. ', '年假', '。')),
        (parts) => {
          const text = parts.join('');
          const plain = text.replace(/\s+/g, ' ');
          for (const unit of unitsOf(source(text), 0, 0)) expect(plain).toContain(unit.text);
        },
      ),
    );
  });
});

describe('selectUnits', () => {
  const units = unitsOf(
    source(
      'The fee is ten euros.\nThe fee is ten euros today.\nThese count:\n- one day\n- two weeks\nBirds can fly.',
    ),
    0,
    0,
  );
  const texts = (scores: readonly number[]) => selectUnits(units, scores).map((index) => units[index]?.text);

  it('takes the best, in reading order, without repeats and without what is far behind', () => {
    expect(texts([9, 10, 0, 0, 0, 9])).toEqual(['The fee is ten euros today.', 'Birds can fly.']);
    expect(texts([0, 10, 0, 0, 0, 0])).toEqual(['The fee is ten euros today.']);
  });

  it('keeps a list and its lead-in together', () => {
    expect(texts([0, 0, 0, 0, 10, 0])).toEqual(['These count:', 'two weeks']);
    expect(texts([0, 0, 10, 0, 0, 0])).toEqual(['These count:', 'one day', 'two weeks']);
  });

  it('has nothing to take from nothing', () => {
    expect(selectUnits([], [])).toEqual([]);
  });
});
