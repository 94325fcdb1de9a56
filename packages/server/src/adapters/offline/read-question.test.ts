import { describe, expect, it } from 'vitest';
import { questionKind, withoutQuestionPhrases } from './question-kind.ts';
import { readQuestion } from './read-question.ts';

describe('readQuestion', () => {
  it('tells what is asked from what is told', () => {
    expect(readQuestion('I joined six months ago. Can I take leave already?', '')).toEqual({
      asked: 'Can I take leave already?',
      background: 'I joined six months ago.',
      kind: 'other',
      gist: 'I joined six months ago. Can I take leave already?',
    });
  });

  it('lets a short follow-up lean on the question before', () => {
    const read = readQuestion('What about fifteen years?', 'How much leave do I earn in five years?');
    expect(read.kind).toBe('number');
    expect(read.background).toBe('How much leave do I earn in five years?');
    expect(read.gist).toContain('earn in five years');
  });

  it('takes a message without a question mark as a whole', () => {
    expect(readQuestion('Library parking', '').asked).toBe('Library parking');
    expect(readQuestion('', '').asked).toBe('');
  });
});

describe('questionKind', () => {
  it.each([
    ['When does award leave expire?', 'time'],
    ['Is comp time paid out when I leave?', 'other'],
    ['How many hours do I get?', 'number'],
    ['How quickly must it be reported?', 'time'],
    ['Who can help, and where are they?', 'person'],
    ['Where is the office?', 'place'],
    ['Why is the sky blue?', 'reason'],
    ['年假最多可以结转多少小时？', 'number'],
    ['谁发明了电话？', 'person'],
    ['Wann beginnt der Kurs?', 'time'],
    ['Có bao nhiêu người?', 'number'],
  ])('of %s is %s', (question, kind) => {
    expect(questionKind(question)).toBe(kind);
  });

  it('leaves the subject when its phrase is taken out', () => {
    expect(withoutQuestionPhrases('How many hours?').trim()).toBe('hours?');
  });
});
