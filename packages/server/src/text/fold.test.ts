import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldCase, foldText } from './fold.ts';

describe('fold', () => {
  it.each([
    ['ＡＢＣ１２', 'abc12'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['naïve CAFÉ', 'naive cafe'],
    ['İstanbul', 'istanbul'],
    ['ΑΘΉΝΑΣ', 'αθηνασ'],
    ['йод ЁЛКА', 'йод ёлка'],
    ['が', 'が'],
    ['हिन्दी', 'हिन्दी'],
    ['ประเทศ', 'ประเทศ'],
    ['مُدَرِّس', 'مدرس'],
    ['co\u00adop', 'coop'],
    ['٢٠٢٤ २०२४', '2024 2024'],
    ['ﬁle', 'file'],
  ])('folds %j', (text, folded) => expect(foldText(text)).toBe(folded));

  it('gives one form for composed and decomposed text, and is done after once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
        expect(foldCase(text.normalize('NFD'))).toBe(foldCase(text.normalize('NFC')));
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });
});
