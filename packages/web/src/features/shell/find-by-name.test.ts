import { expect, test } from 'vitest';
import { findByName } from './find-by-name.ts';

const items = ['Annual leave', 'Đường về nhà', '年假规定', 'Årsrapport ﬁnal'].map((name) => ({ name }));

test.each([
  ['LEAVE annual', ['Annual leave']],
  ['duong nha', ['Đường về nhà']],
  ['đường', ['Đường về nhà']],
  ['年假', ['年假规定']],
  ['arsrapport final', ['Årsrapport ﬁnal']],
  ['leave nothing', []],
  ['  ', items.map(({ name }) => name)],
])('"%s" finds %j', (wanted, names) => {
  expect(findByName(items, wanted).map(({ name }) => name)).toEqual(names);
});
