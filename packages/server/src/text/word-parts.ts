import { foldCase, isAscii } from './fold.ts';

/** A word of a script with blanks, taken apart. */
export interface WordParts {
  /** Case-folded runs of letters or digits, accents kept. */
  readonly parts: readonly string[];
  /** The word as a whole, when it is more than prose: a code, a number, an address, a path, an identifier. */
  readonly whole?: string;
}

/** A longer whole is data, not a name that anybody asks for; its parts remain. */
const LONGEST_WHOLE = 80;
/** A run without any break is cut here, so that one line of base64 is no term of a megabyte. */
const LONGEST_PART = 64;

/** Most words, decided by one look. */
const PLAIN = /^[A-Za-z][a-z]{0,39}$/;
const JOINERS = /[-_./@:\\'’&,+#]+/;
const APOSTROPHES = /['’]/;
const CODE = /[\p{N}_@/\\:.+#&]/u;
const INITIALS = /^\p{L}(?:[.&]\p{L})+$/u;
const PLURAL_ACRONYM = /^\p{Lu}{2,}s$/u;
/** Not in front of the plural's s, as in `maxPCBs`. */
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}(?!s(?!\p{Ll}))\p{Ll})/u;
const HAS_HUMP = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u;
const MIXED = /\p{L}\p{N}|\p{N}\p{L}/u;
const LETTER_DIGIT_BORDER = /(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;
/** One point or comma between digits: a number, whose halves say nothing. More than one: a version, a date, an address. */
const DECIMAL = /^\d+[.,]\d{1,4}$/;
/** Many leave this one out: `B-12` and `B12` are one code. */
const CODE_HYPHEN = /(?<=\p{L})-(?=\p{N})|(?<=\p{N})-(?=\p{L})/gu;
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
/** What English hangs on a word (`system's`, `we'll`) and French or Italian set before one (`l'homme`). */
const CLITICS = new Set([
  's',
  't',
  're',
  've',
  'll',
  'd',
  'm',
  'l',
  'j',
  'n',
  'c',
  'qu',
  'un',
  'dell',
  'nell',
  'all',
]);

/**
 * Takes a spaced word apart at joiners, and, into parts of two and more, at the humps of camelCase and between letters
 * and digits: `AB-1234/5` gives `ab`, `1234`, `5` and the whole `ab1234/5`.
 */
export function splitWord(written: string): WordParts {
  if (PLAIN.test(written)) return { parts: [written.toLowerCase()] };
  const word = isAscii(written) ? written : written.normalize('NFC');
  if (THOUSANDS.test(word)) return { parts: [word.replaceAll(',', '')] };
  if (DECIMAL.test(word)) return { parts: [word] };
  if (PLURAL_ACRONYM.test(word)) return { parts: [foldCase(word.slice(0, -1))] };
  if (INITIALS.test(word)) return { parts: [foldCase(word.replace(/[.&]/g, ''))] };
  const segments = APOSTROPHES.test(word) ? withoutClitics(word) : word.split(JOINERS);
  const parts: string[] = [];
  let inside = segments.length > 1 && CODE.test(word);
  for (const segment of segments) {
    if (segment === '') continue;
    const pieces = piecesOf(segment);
    if (pieces.length > 1 || pieces[0] !== segment) inside = true;
    for (const piece of pieces) {
      const part = foldCase(piece.slice(0, LONGEST_PART));
      if (part !== '') parts.push(part);
    }
  }
  const whole = inside && word.length <= LONGEST_WHOLE ? foldCase(word).replace(CODE_HYPHEN, '') : undefined;
  return whole === undefined || (parts.length === 1 && parts[0] === whole) ? { parts } : { parts, whole };
}

function withoutClitics(word: string): string[] {
  const segments = word.split(JOINERS);
  const kept = segments.filter((segment) => !CLITICS.has(segment.toLowerCase()));
  return kept.length > 0 ? kept : segments;
}

function piecesOf(segment: string): string[] {
  const humps = HAS_HUMP.test(segment) ? longer(segment.split(HUMPS), segment) : [segment];
  return humps.flatMap((hump) => (MIXED.test(hump) ? longer(hump.split(LETTER_DIGIT_BORDER), hump) : [hump]));
}

/** The pieces of two and more: the `m` of `mRNA` or the `B` of `B12` says nothing alone. */
function longer(pieces: readonly string[], whole: string): readonly string[] {
  const kept = pieces.filter((piece) => piece.length > 1);
  return kept.length > 0 ? kept : [whole];
}
