/** Letters that Unicode does not take apart, by what people type for them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ς: 'σ',
};
const PLAIN = /[ßæœøđðħıłþς]/g;

/** Soft hyphen, joiners, tatweel: they change how a word looks, not which word it is. */
const INVISIBLE = /\u00ad|\u200c|\u200d|\u2060|\ufeff|\u0640/g;
/** Marks on Latin and Greek letters, and the vowel signs of Arabic and Hebrew, which most writers leave out. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu;
const VOWEL_SIGNS = /[\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]/g;
const FOREIGN_DIGIT = /[^\P{Nd}0-9]/gu;
const DECIMAL_DIGIT = /\p{Nd}/u;

/** True when every UTF-16 unit is below U+0080: such text needs no normalising. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/**
 * Compatibility forms (NFKC), lower case, no invisible characters, digits of all scripts as 0-9. Accents stay: stemmers
 * need them. NFC and NFD forms of a text give the same result.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const composed = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().normalize('NFC');
  return composed.replace(FOREIGN_DIGIT, digitValue);
}

/**
 * Removes the accents of Latin and Greek letters and the vowel signs of Arabic and Hebrew. Marks that are letters in
 * their script (Indic vowels, Thai, the breve of Cyrillic й, Kana voicing) stay.
 */
export function foldAccents(text: string): string {
  if (isAscii(text)) return text;
  return text
    .normalize('NFD')
    .replace(ACCENTS, '$1')
    .replace(VOWEL_SIGNS, '')
    .normalize('NFC')
    .replace(PLAIN, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

/** {@link foldCase} and {@link foldAccents}: the form in which texts are compared letter by letter. */
export function foldText(text: string): string {
  return foldAccents(foldCase(text));
}

/** Decimal digits stand in blocks of ten, in order: the value is the distance from the block's start. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && DECIMAL_DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}
