import { describe, expect, it } from 'vitest';
import { followUpContext, leansOnHistory } from './follow-up.ts';

describe('leansOnHistory', () => {
  it.each([
    'And in winter?',
    'How long does it last?',
    'What about contractors?',
    'Why?',
    'Who approves them?',
    'Wie lange gilt das, und wer bezahlt es?',
    'Et pour les contractuels ?',
    'Còn nhân viên mới thì sao?',
    '那新员工呢？',
  ])('%s', (question) => {
    expect(leansOnHistory(question)).toBe(true);
  });

  it.each([
    'How many hours of annual leave can I carry over into the next leave year?',
    'Which form do I need for a parking permit in Berlin?',
    'Welche Fristen gelten für den Antrag auf Elternzeit in Berlin?',
    '员工每年可以享受多少天带薪年假？',
  ])('not: %s', (question) => {
    expect(leansOnHistory(question)).toBe(false);
  });
});

describe('followUpContext', () => {
  const ask = (content: string) => ({ role: 'user' as const, content });
  const tell = (content: string) => ({ role: 'assistant' as const, content });

  it('is the question before, back to one that stands alone', () => {
    const history = [
      ask('Which form do I need for a parking permit in Berlin?'),
      tell('Form P-7.'),
      ask('How many hours of annual leave can I carry over?'),
      tell('240.'),
      ask('And of sick leave?'),
      tell('All.'),
    ];
    expect(followUpContext('Why is that?', history)).toBe(
      'How many hours of annual leave can I carry over?\nAnd of sick leave?',
    );
  });

  it('is nothing for a question that stands alone, or that is the first', () => {
    expect(
      followUpContext('Which form do I need for a parking permit?', [ask('Hello there')]),
    ).toBeUndefined();
    expect(followUpContext('Why is that?', [])).toBeUndefined();
  });
});
