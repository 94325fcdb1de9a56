import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSupport } from './support.ts';

const LEAVE =
  'Leave types. You can carry over a maximum of 240 annual leave hours into the next leave year. ' +
  'Award leave does not carry over and expires one year after it is issued. Bob manages the Berlin office.';

function quote(sentence: string, passage = LEAVE): string | undefined {
  const support = findSupport(sentence, passage);
  return support && passage.slice(support.start, support.end);
}

const CARRY = 'You can carry over a maximum of 240 annual leave hours into the next leave year.';
const AWARD = 'Award leave does not carry over and expires one year after it is issued.';

describe('a sentence is supported by', () => {
  it.each([
    ['its own words', CARRY, CARRY],
    ['other words in another order', 'At most 240 hours of annual leave carry over.', CARRY],
    ['a passage that lacks its subject', 'TTS staff can carry over 240 hours of annual leave.', CARRY],
    ['a part of a sentence with a negation elsewhere', 'Award leave expires one year after issue.', AWARD],
    ['a sentence with a name in it', 'Bob runs the Berlin office.', 'Bob manages the Berlin office.'],
    ['the same negation', 'Award leave does not carry over.', AWARD],
    ['Markdown around the words', '- **Award leave** expires `one year` after it is issued.', AWARD],
  ])('%s', (_, sentence, expected) => {
    expect(quote(sentence)).toBe(expected);
  });

  it.each([
    ['A form is not needed for short trips.', 'For short trips a form is not\nneeded.'],
    ['You must not share your password.', 'Sharing your password is prohibited.'],
    ['Überstunden werden nicht bezahlt.', 'Die Firma bezahlt Überstunden nicht, sie werden nicht bezahlt.'],
    ['Le congé annuel est limité à 25 jours.', 'Chaque salarié a un congé annuel limité à 25 jours par an.'],
    ['员工每年有十五天带薪年假。', '全体员工每年享有十五天的带薪年假。'],
    ['Nhân viên được nghỉ phép 12 ngày mỗi năm.', 'Mỗi năm nhân viên chính thức được nghỉ phép 12 ngày.'],
  ])('a paraphrase: %s', (sentence, passage) => {
    expect(quote(sentence, passage)).toBe(passage);
  });

  it('two sentences, when each has a part', () => {
    const passage =
      'The form is called SF-71. It must reach your supervisor before Friday. Cats sleep a lot.';
    expect(quote('Form SF-71 must reach your supervisor before Friday.', passage)).toBe(
      'The form is called SF-71. It must reach your supervisor before Friday.',
    );
  });
});

describe('a sentence is not supported by', () => {
  it.each([
    ['a passage about something else', 'The moon is made of cheese.'],
    ['one with another number', 'You can carry over 260 annual leave hours.'],
    ['one with another name', 'In practice, Alice runs the Berlin office.'],
    ['one that it negates', 'You cannot carry over annual leave hours.'],
    ['one that negates it', 'Award leave carries over.'],
    ['function words alone', 'It is what it is, and that is that.'],
    ['anything, when it says nothing', '...'],
    ['a single common word', 'The office has a swimming pool on the roof.'],
    ['another language', 'Der Vergütungsurlaub verfällt ein Jahr später.'],
  ])('%s', (_, sentence) => {
    expect(quote(sentence)).toBeUndefined();
  });
});

describe('for any texts', () => {
  const words = fc.array(
    fc.constantFrom('leave', 'hours', 'the', 'not', '240', 'Bob', 'office.', 'form', '\n', '。', '员工'),
    {
      maxLength: 40,
    },
  );

  it('the quote lies in the passage', () => {
    fc.assert(
      fc.property(words, words, (claim, passage) => {
        const text = passage.join(' ');
        const support = findSupport(claim.join(' '), text);
        if (support === undefined) return;
        expect(support.start).toBeGreaterThanOrEqual(0);
        expect(support.end).toBeLessThanOrEqual(text.length);
        expect(support.end).toBeGreaterThan(support.start);
        expect(support.score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('the score does not depend on unrelated text behind', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (noise) => {
        const base = findSupport('Award leave expires one year after issue.', AWARD)?.score ?? 0;
        const more =
          findSupport('Award leave expires one year after issue.', `${AWARD}\n\n${noise}`)?.score ?? 0;
        expect(more).toBeGreaterThanOrEqual(base);
      }),
    );
  });

  it('S11: takes linear time on a megabyte', () => {
    const passage = 'word '.repeat(200_000);
    const start = performance.now();
    findSupport('This sentence has nothing of it, nor 42.', passage);
    findSupport(`not ${'no '.repeat(20_000)}`, AWARD);
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
