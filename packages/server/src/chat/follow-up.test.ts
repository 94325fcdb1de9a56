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

  const history = [
    ask('Which form do I need for a parking permit in Berlin?'),
    tell('Form P-7.'),
    ask('How many hours of annual leave can I carry over?'),
    tell('240.'),
  ];

  it('is the questions before, for one that leans on them', () => {
    expect(followUpContext('And of sick leave?', history)).toBe(
      'Which form do I need for a parking permit in Berlin?\nHow many hours of annual leave can I carry over?',
    );
  });

  it('is the last question alone, for one that stands alone', () => {
    expect(followUpContext('Which airlines can employees book for official travel?', history)).toBe(
      'How many hours of annual leave can I carry over?',
    );
  });

  it('is nothing for the first question, and never long', () => {
    expect(followUpContext('Why is that?', [])).toBeUndefined();
    const long = Array.from({ length: 10_000 }, (_, index) => ask(`question ${index} ${'x'.repeat(50)}`));
    const context = followUpContext('Why is that?', long) ?? '';
    expect(context.length).toBeLessThanOrEqual(600);
    expect(context).toContain('question 9999');
  });
});
