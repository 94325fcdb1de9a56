/** A name or number follows: these never end a sentence. */
const ALWAYS_OPEN = new Set(
  (
    'mr mrs ms dr prof rev hon sr sra fr hr mme mlle gen col sgt capt lt cmdr gov sen rep pres supt st mt ft vs cf eg ie viz ' +
    'e.g i.e z.b d.h u.a v.a s.o s.u bzw ca vgl ggf inkl evtl sog usf nr bd abb hrsg ' +
    'fig figs eq eqs sec secs ch chap no nos vol vols pp ed eds art arts para cap ex ref refs app p.ex par tab т.е т.к т.н г ул им рис стр'
  ).split(' '),
);
/** These end a sentence when the next word begins with a capital. They differ from ordinary words in that a digit or a small letter goes on. */
const SOMETIMES_OPEN = new Set(
  'etc inc ltd co corp dept univ assn jan feb mar apr jun jul aug sept sep oct nov dec approx est al ave blvd rd usw t.d т.д т.п др'.split(
    ' ',
  ),
);
const LAST_WORD = /(?:^|[\s("'“‘[])([\p{L}.]{1,8})$/u;
const DIGIT_FOLLOWS = /^\s*\d/;
const INITIALS = /^(?:\p{L}\.)*\p{Lu}$/u;
const NEXT_WORD = /^\s*["'“‘([]?(\p{L}+|\d)/u;
const SENTENCE_STARTERS = new Set(
  'a after all although an and as at because both but by during each even for from he her his how however i if in it its many more most no not of on one or our she since so some such that the their then there these they this those thus to we what when where which while who why with you der die das ein eine er es ich im sie wir le la les il elle ce un une el los las en lo'.split(
    ' ',
  ),
);

/**
 * Whether a full stop belongs to the word before it.
 * @param before the text up to the stop, at most some twenty letters of it
 * @param after the text behind the stop, with its blank
 */
export function endsWithAbbreviation(before: string, after: string): boolean {
  const word = LAST_WORD.exec(before)?.[1];
  if (word === undefined) return false;
  if (INITIALS.test(word) && word !== 'I') return !startsSentence(after);
  const lower = word.toLowerCase();
  if (lower === 'no' || lower === 'art' || lower === 'ex' || lower === 'par' || lower === 'app') {
    return DIGIT_FOLLOWS.test(after);
  }
  if (ALWAYS_OPEN.has(lower)) return after.trim() !== '';
  if (SOMETIMES_OPEN.has(lower)) return DIGIT_FOLLOWS.test(after) && lower !== 'etc';
  return false;
}

/** After initials (`J. Smith`, `the U.S. Senate`) only a word that commonly opens sentences makes a new one. */
function startsSentence(after: string): boolean {
  const next = NEXT_WORD.exec(after)?.[1];
  return next === undefined || SENTENCE_STARTERS.has(next.toLowerCase());
}
