import { expect, test } from 'vitest';
import { nestsTooDeep } from './nests-too-deep.ts';

test.each([
  ['quotes', '> '.repeat(3_000)],
  ['quotes without blanks', `${'>'.repeat(3_000)} deep`],
  ['list items', `${'- '.repeat(3_000)}deep`],
  ['numbered items', `${'1. '.repeat(3_000)}deep`],
  ['indented items', Array.from({ length: 3_000 }, (_, level) => `${'  '.repeat(level)}- a`).join('\n')],
  ['brackets', `${'['.repeat(3_000)}deep${']'.repeat(3_000)}`],
  ['spans', `${'*a '.repeat(3_000)}${'b* '.repeat(3_000)}`],
])('S11: %s in one another by the thousand are not parsed', (_, text) => {
  expect(nestsTooDeep(`An answer.\n\n${text}\n`)).toBe(true);
});

test.each([
  ['prose with citations', 'It is so [ID:1]. '.repeat(2_000)],
  ['a table of bold cells', '| **a** | *b* |\n'.repeat(2_000)],
  ['a long list', '- **a**: b\n'.repeat(2_000)],
  ['a list within a list within a quote', '> - a\n>   - b\n>     1. **c _d_**'],
  ['a rule', '-'.repeat(500)],
  ['a line of stars', '*'.repeat(500)],
  ['names with underscores', 'call read_all_of_it and some_other_name. '.repeat(500)],
])('%s is parsed', (_, text) => {
  expect(nestsTooDeep(text)).toBe(false);
});
