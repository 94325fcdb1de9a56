/** A citation mark found in a text: `[ID:n]` or one of the forms that models write instead. */
export interface Mark {
  /** UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The source numbers it names, each once. */
  readonly numbers: readonly number[];
  /**
   * False for forms that also occur in ordinary text (`[3]`, `ref 3`): these are marks only when the source supports
   * the sentence, and stay as they are otherwise.
   */
  readonly certain: boolean;
  /** Written exactly as `[ID:n]`. */
  readonly canonical: boolean;
}

/** What stands at a place: a mark, the beginning of something that may become one, or neither. */
export type MarkMatch = Mark | 'open' | undefined;

/** No mark is longer; this bounds what is held back and the work at each place. */
export const LONGEST_MARK = 64;

/** The source number n as a mark. */
export function formatMark(number: number): string {
  return `[ID:${number}]`;
}

/**
 * Looks for a mark that begins at `at`. It knows `[ID:n]`, `(ID: n)`, `【ID: n】`, `[ID n]`, `[[ID:n]]`, lists and
 * ranges (`[ID:0, 1]`, `[ID:0, ID:2]`, `[IDs: 0-2]`), `[ref 1]`, `##n$$`, and less surely `ref n` and `[n]`; brackets,
 * digits, colons and commas may be full-width, case does not matter. The *letters* `ＩＤ` in full width are no mark:
 * that is how passages that imitate marks are defused.
 *
 * Answers `open` when the text ends before it is decided; at most {@link LONGEST_MARK} units are looked at.
 */
export function matchMark(text: string, at: number): MarkMatch {
  const reader = new Reader(text, at);
  const first = reader.peek();
  if (first === '#') return oldMark(reader);
  if (first === 'r' || first === 'R') return isWordUnit(text, at - 1) ? undefined : bareReference(reader);
  if (first === '[' || first === '(' || first === '{') return bracketed(reader, first);
  return undefined;
}

/** Takes all sure marks out of a text, with the blanks before them: their numbers mean nothing elsewhere. Linear time. */
export function stripMarks(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = nextStart(text, 0); at >= 0; ) {
    const mark = matchMark(text, at);
    if (typeof mark === 'object' && mark.certain) {
      kept.push(text.slice(from, at).replace(/[ \t\u00a0]{1,8}$/, ''));
      from = mark.end;
    }
    at = nextStart(text, Math.max(from, at + 1));
  }
  kept.push(text.slice(from));
  return kept.join('');
}

/** True for the end of a text that breaks off inside a sure mark, such as `[ID:1`. */
export function isBrokenMark(rest: string): boolean {
  return (
    /^[[({（［｛【〔]{1,2} {0,3}(?:ids?|refs?)[ :：=#]{0,4}[\d０-９,;、，； -]*$/i.test(rest) &&
    /[:：\d０-９]/.test(rest)
  );
}

function nextStart(text: string, from: number): number {
  const pattern = /[[({（［｛【〔#]/g;
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/** Reads folded characters; `ended` says that the text (not the bound) ran out. */
class Reader {
  readonly text: string;
  readonly start: number;
  at: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
    this.at = start;
  }

  /** The folded character at the cursor; empty at the end of the text or of the bound. */
  peek(): string {
    return this.at - this.start >= LONGEST_MARK ? '' : fold(this.text.charAt(this.at));
  }

  get ended(): boolean {
    return this.at >= this.text.length && this.at - this.start < LONGEST_MARK;
  }

  take(characters: string): boolean {
    const next = this.peek();
    if (next === '' || !characters.includes(next)) return false;
    this.at += 1;
    return true;
  }

  skipBlanks(): void {
    for (let count = 0; count < 3 && this.take(' \t'); count++);
  }

  /** `id`, `ids`, `ref` or `refs`, in ASCII letters of either case. */
  keyword(): boolean {
    const letters = this.text.slice(this.at, this.at + 4).toLowerCase();
    const word = ['ids', 'id', 'refs', 'ref'].find((candidate) => letters.startsWith(candidate));
    if (word === undefined) return false;
    this.at += word.length;
    return true;
  }

  /** The text ends in the middle of a keyword. */
  keywordBegins(): boolean {
    const rest = this.text.slice(this.at, this.start + LONGEST_MARK).toLowerCase();
    return this.at + rest.length >= this.text.length && ('ids'.startsWith(rest) || 'refs'.startsWith(rest));
  }

  digits(): string {
    const from = this.at;
    while (this.peek() >= '0' && this.peek() <= '9') this.at += 1;
    return Array.from(this.text.slice(from, this.at), fold).join('');
  }

  undecided(): 'open' | undefined {
    return this.ended ? 'open' : undefined;
  }
}

function bracketed(reader: Reader, first: string): MarkMatch {
  reader.at += 1;
  const double = reader.take(first);
  reader.skipBlanks();
  if (reader.ended || reader.keywordBegins()) return 'open';
  const named = reader.keyword();
  if (!named && first !== '[') return undefined;
  if (named) {
    reader.skipBlanks();
    reader.take(':=#.');
    reader.skipBlanks();
  } else if (double || isWordUnit(reader.text, reader.start - 1)) return undefined;
  const numbers = numberList(reader, named);
  if (!Array.isArray(numbers)) return numbers;
  if (!reader.take('])}')) return reader.undecided();
  if (double) {
    if (reader.ended) return 'open';
    reader.take('])}');
  }
  return named ? namedMark(reader, numbers) : numberInBrackets(reader, numbers);
}

function namedMark(reader: Reader, numbers: readonly string[]): MarkMatch {
  const written = reader.text.slice(reader.start, reader.at);
  const canonical = /^\[ID:\d+\]$/.test(written);
  // Four digits and more are real identifiers (`(ID: 4711)`), unless they are dressed as a mark.
  if (!canonical && numbers.some((number) => number.length > 3)) return undefined;
  return { ...place(reader, numbers), certain: true, canonical };
}

/** `[3]` not behind a word (an index), and not before what makes it a link, a footnote or a reference definition. */
function numberInBrackets(reader: Reader, numbers: readonly string[]): MarkMatch {
  if (numbers.some((number) => number.length > 2)) return undefined;
  if (reader.ended) return 'open';
  if ('(:'.includes(reader.peek()) || isWordUnit(reader.text, reader.at)) return undefined;
  return { ...place(reader, numbers), certain: false, canonical: false };
}

/** `1`, `1, 2`, `1; ID:2`, `1 and 2`, `0-2`. Gives the numbers as written, ranges resolved. */
function numberList(reader: Reader, named: boolean): string[] | 'open' | undefined {
  const numbers: string[] = [];
  for (;;) {
    const number = reader.digits();
    if (number === '' || reader.ended) return reader.undecided();
    numbers.push(number);
    const before = reader.at;
    reader.skipBlanks();
    if (named && reader.take('-–~')) {
      reader.skipBlanks();
      const last = reader.digits();
      if (last === '' || reader.ended) return reader.undecided();
      numbers.push(...rangeAfter(number, last));
      reader.skipBlanks();
    }
    if (reader.ended) return 'open';
    if (!reader.take(',;/&')) {
      if (before === reader.at || '])}'.includes(reader.peek())) return numbers;
      return undefined;
    }
    reader.skipBlanks();
    if (reader.ended || (named && reader.keywordBegins())) return 'open';
    if (named && reader.keyword()) {
      reader.skipBlanks();
      reader.take(':=#.');
      reader.skipBlanks();
      if (reader.ended) return 'open';
    }
  }
}

function rangeAfter(first: string, last: string): string[] {
  const from = Number(first);
  const to = Number(last);
  if (to <= from || to - from > 8) return [last];
  return Array.from({ length: to - from }, (_, index) => String(from + index + 1));
}

/** `##3$$`, the mark of older versions. */
function oldMark(reader: Reader): MarkMatch {
  reader.at += 1;
  if (!reader.take('#')) return reader.undecided();
  const number = reader.digits();
  if (number === '') return reader.undecided();
  if (!reader.take('$')) return reader.undecided();
  if (!reader.take('$')) return reader.undecided();
  return { ...place(reader, [number]), certain: true, canonical: false };
}

/** `ref 3` in running text. */
function bareReference(reader: Reader): MarkMatch {
  const word = reader.text.slice(reader.at, reader.at + 3).toLowerCase();
  if (word !== 'ref')
    return 'ref'.startsWith(word) && reader.at + word.length >= reader.text.length ? 'open' : undefined;
  reader.at += 3;
  reader.take('.');
  const before = reader.at;
  reader.skipBlanks();
  if (reader.ended) return 'open';
  if (reader.at === before) return undefined;
  const number = reader.digits();
  if (reader.ended) return number.length > 2 ? undefined : 'open';
  if (number === '' || number.length > 2 || isWordUnit(reader.text, reader.at)) return undefined;
  return { ...place(reader, [number]), certain: false, canonical: false };
}

function place({ start, at: end }: Reader, numbers: readonly string[]) {
  return { start, end, numbers: [...new Set(numbers.map(Number))] };
}

function isWordUnit(text: string, at: number): boolean {
  return at >= 0 && /[\p{L}\p{N}_]/u.test(text.charAt(at));
}

const OTHER_FORMS: Readonly<Record<string, string>> = {
  '【': '[',
  '〔': '[',
  '】': ']',
  '〕': ']',
  '、': ',',
  '\u3000': ' ',
  '\u00a0': ' ',
};

/** Full-width punctuation and digits as their ASCII forms; letters stay as they are. */
function fold(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0xa0 || Number.isNaN(code)) return character;
  if (code > 0xff00 && code < 0xff5f) {
    const plain = String.fromCharCode(code - 0xfee0);
    return /[A-Za-z]/.test(plain) ? character : plain;
  }
  return OTHER_FORMS[character] ?? character;
}
