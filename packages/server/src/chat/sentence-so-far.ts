import { endsWithAbbreviation } from '../text/abbreviations.ts';

/** Longer sentences are compared by their last part. */
const LONGEST_CLAIM = 2000;
const ENDS_AT_ONCE = /[。！？｡]["'”’»)\]}*_）」』】]{0,3}$/;
const CLOSING = /^["'”’»)\]}*_）」』】]+$/;
const SMALL = /^\p{Ll}/u;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/** The sentence that an answer is in the middle of, and what a mark at this place would have to support. */
export class SentenceSoFar {
  text = '';
  #previous = '';
  /** What was said since the last mark, and what that mark was compared with. */
  #clause = '';
  #claimed = '';
  #mayHaveEnded = false;

  /** A full stop was said. */
  addStop(piece: string): void {
    this.#add(piece);
    this.#mayHaveEnded = true;
  }

  /** Anything else was said; closing quotes and brackets leave a sentence ended. */
  addPiece(piece: string): void {
    this.#add(piece);
    if (!CLOSING.test(piece) && piece.trim() !== '') this.#mayHaveEnded = false;
  }

  #add(piece: string): void {
    this.text = bounded(this.text + piece);
    this.#clause = bounded(this.#clause + piece);
  }

  /**
   * What a mark at this place stands for, from short to long: the words since the last mark (or those of the last
   * mark, if none came between), the sentence, the sentence with the one before it.
   */
  claims(): readonly string[] {
    return [this.#sinceMark(), this.text, `${this.#previous} ${this.text}`];
  }

  /** A mark stands at this place. */
  addMark(): void {
    this.#claimed = this.#sinceMark();
    this.#clause = '';
  }

  #sinceMark(): string {
    return SAYS_SOMETHING.test(this.#clause) ? this.#clause : this.#claimed;
  }

  /** Whether the sentence is over, when `blanks` and then `next` follow it. Looks at one character of `next`. */
  hasEnded(blanks: string, next: string): boolean {
    if (this.text.trim() === '') return false;
    const lines = blanks.split('\n').length - 1;
    if (lines > 1 || (lines === 1 && !SMALL.test(next))) return true;
    if (!this.#mayHaveEnded) return false;
    if (ENDS_AT_ONCE.test(this.text)) return !CLOSING.test(next.charAt(0));
    if (blanks === '' || SMALL.test(next) || /^\s*\d{1,3}\.$/.test(this.text)) return false;
    return !(this.text.endsWith('.') && endsWithAbbreviation(this.text.slice(-25, -1), ` ${next.charAt(0)}`));
  }

  /** Begins the next sentence. */
  close(): void {
    if (this.text.trim() !== '') this.#previous = this.text;
    this.text = '';
    this.#clause = '';
    this.#claimed = '';
    this.#mayHaveEnded = false;
  }
}

function bounded(text: string): string {
  return text.length > 2 * LONGEST_CLAIM ? text.slice(-LONGEST_CLAIM) : text;
}
