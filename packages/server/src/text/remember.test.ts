import { expect, it } from 'vitest';
import { remember } from './remember.ts';

it('computes once, keeps what is asked for often, and forgets the rest', () => {
  const computed: string[] = [];
  const shout = remember((text) => {
    computed.push(text);
    return text.toUpperCase();
  });
  expect([shout('a'), shout('a')]).toEqual(['A', 'A']);
  expect(computed).toEqual(['a']);
  for (let index = 0; index < 50_000; index++) {
    shout(`rare${index}`);
    if (index % 1000 === 0) shout('a');
  }
  expect(computed.filter((text) => text === 'a')).toHaveLength(1);
  shout('rare0');
  expect(computed.filter((text) => text === 'rare0')).toHaveLength(2);
});
