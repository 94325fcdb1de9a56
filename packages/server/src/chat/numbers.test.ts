import { expect, it } from 'vitest';
import { numbersOf } from './numbers.ts';

it.each([
  ['1,000 hours and 1000.50 dollars', ['1000', '1000.5']],
  ['on 05 March 2021', ['5', '2021']],
  ['1.234,56 EUR', ['1234.56']],
  ['3,5 percent', ['3.5']],
  ['two weeks (80 hours)', ['2', '80']],
  ['no one knows', []],
  ['2) Submit 3 forms', ['3']],
  ['version 4.2.1', ['4.2.1']],
  ['full width ２４０', ['240']],
  ['at 9:30', ['9', '30']],
])('%s', (text, numbers) => {
  expect([...numbersOf(text)]).toEqual(numbers);
});
