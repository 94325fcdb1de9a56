import { foldCase } from '../text/fold.ts';

/** Number words worth comparing; `one` is left out, as it is mostly a pronoun. */
const NUMBER_WORDS: Readonly<Record<string, string>> = {
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  ninety: '90',
  hundred: '100',
};

const NUMBER = /\d+(?:[.,]\d+)*|[a-z]+/g;
const LIST_NUMBER = /^[\s>]*(?:\d{1,3}[.)]\s)/;

/** The numbers of a text in one notation: `1,000` and `1000`, `05` and `5`, `seven` and `7` are the same. */
export function numbersOf(text: string): Set<string> {
  const numbers = new Set<string>();
  for (const [word] of foldCase(text.replace(LIST_NUMBER, ' ')).matchAll(NUMBER)) {
    const number = word >= '0' && word < ':' ? normalise(word) : NUMBER_WORDS[word];
    if (number !== undefined) numbers.add(number);
  }
  return numbers;
}

function normalise(written: string): string {
  let number = written;
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(number)) number = number.replaceAll(',', '');
  else if (/^\d{1,3}(?:\.\d{3}){2,}$|^\d{1,3}(?:\.\d{3})+,\d+$/.test(number))
    number = number.replaceAll('.', '').replace(',', '.');
  else if (/^\d+,\d+$/.test(number)) number = number.replace(',', '.');
  return number
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}
