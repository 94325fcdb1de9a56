import { setImmediate } from 'node:timers/promises';
import type { Citation, Source } from '../domain/chunk.ts';
import type { CitationCheck } from './citation-check.ts';
import { formatMark, isBrokenMark, LONGEST_MARK, type Mark, matchMark } from './repair-markers.ts';
import { SentenceSoFar } from './sentence-so-far.ts';
import type { Support } from './support.ts';

/** Text that may be shown, with the citations whose marks stand in it. */
export interface FilteredText {
  readonly text: string;
  readonly citations: readonly Citation[];
}

/*
 * What a text consists of, each tried where the last one ended: blanks; runs of backticks or tildes (code); full
 * stops; a place where a bracketed mark may begin; closing quotes and brackets; runs of anything else, which `ref 3`
 * begins. The classes are disjoint, so the scan is linear, and how a run is cut makes no difference.
 */
const TOKEN =
  /(\s+)|([`~]+)|([.!?…]+|[。！？｡।॥۔؟])|([[({（［｛【〔#])|["'”’»)\]}*_）」』】]+|[^\s`~.!?…。！？｡।॥۔؟[({（［｛【〔#"'”’»)\]}*_）」』】]+/y;
/** What stands directly behind a word, so that the blank before a dropped mark goes too. */
const ATTACHED = /^[.,;:!?…)\]}。，；：！？）」』”’]/;
/** Headings and rows of tables get no mark that the model did not write. */
const TAKES_NO_MATCH = /^\s*(?:#{1,6}\s|\|)/;

const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/** Bounds for an answer that is nothing but marks. */
const MOST_CITATIONS = 500;
const MOST_MATCHES_TRIED = 1000;
/** The main thread is given back after so much work. */
const SLICE_MILLISECONDS = 8;
/** Steps between two looks at the clock. */
const STEPS_AT_ONCE = 32;

/**
 * Takes an answer in pieces and gives it back with checked marks only.
 *
 * Text passes as it comes, but for two things: what may be the beginning of a mark waits until it is complete and
 * checked against the sentence that it ends, and blanks wait until it is known whether a mark follows. A mark that its
 * source does not support is dropped with its blank. A sentence that ends without any mark is compared with all
 * sources before the next one is shown, and cited where one says nearly the same. Whether the whole answer will have
 * marks cannot be known while it streams, so this is decided sentence by sentence.
 *
 * In fenced code nothing is a statement: marks written exactly as `[ID:n]` are taken out, everything else stays.
 * Doubtful forms such as `[3]` stay as they are unless the source supports the sentence; in inline code they are code.
 * How the answer is cut into pieces changes nothing.
 */
export class MarkFilter {
  readonly #sources: readonly Source[];
  readonly #check: CitationCheck;
  readonly #sentence = new SentenceSoFar();
  /** Sources cited since anything was last said: once is enough. */
  readonly #citedHere = new Set<number>();
  #sentenceIsMarked = false;
  #out = '';
  #citations: Citation[] = [];
  #shown = 0;
  #cited = 0;
  #tried = 0;
  /** Input that is not decided yet, and the character before it. */
  #rest = '';
  #before = '';
  /** Blanks that wait for what follows; those behind a mark that was dropped are kept apart. */
  #blanks = '';
  #blanksBehind = '';
  #dropped = false;
  #atLineStart = true;
  #fence = '';
  #inlineCode = '';
  #sliceStart = 0;

  constructor(sources: readonly Source[], check: CitationCheck) {
    this.#sources = sources;
    this.#check = check;
  }

  /** The next piece of the answer; gives what may be shown of it. */
  async push(piece: string): Promise<FilteredText> {
    this.#rest += piece;
    this.#sliceStart = performance.now();
    await this.#scan(false);
    return this.#take();
  }

  /** The answer is complete; gives what was held back. */
  async end(): Promise<FilteredText> {
    this.#sliceStart = performance.now();
    await this.#scan(true);
    this.#closeSentence();
    if (!this.#dropped) this.#show(this.#blanks);
    return this.#take();
  }

  #take(): FilteredText {
    const taken = { text: this.#out, citations: this.#citations };
    this.#out = '';
    this.#citations = [];
    return taken;
  }

  async #scan(isEnd: boolean): Promise<void> {
    const limit = this.#before.length + this.#rest.length;
    // A line end behind the text decides what is open at its end.
    const text = `${this.#before}${this.#rest}${isEnd ? '\n' : ''}`;
    let at = this.#before.length;
    for (let steps = 1; at < limit; steps += 1) {
      const step = this.#step(text, at, limit);
      // Words are no promises: one for each would cost more than the scan.
      const next = typeof step === 'object' ? await step : step;
      if (next === undefined) break;
      at = next;
      if (steps % STEPS_AT_ONCE === 0 && performance.now() - this.#sliceStart >= SLICE_MILLISECONDS)
        await this.#giveWay();
    }
    this.#rest = text.slice(at, limit);
    this.#before = text.slice(Math.max(0, at - 1), at);
  }

  /**
   * Handles what stands at a place; gives the next place, or undefined when more text must come first. Only a mark,
   * which is to be checked, takes its time.
   */
  #step(text: string, at: number, limit: number): number | undefined | Promise<number> {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = (match?.[0] ?? text.charAt(at)).slice(0, limit - at);
    const end = at + token.length;
    if (match?.[1] !== undefined) {
      this.#takeBlanks(token);
      return end;
    }
    if (match?.[2] !== undefined) {
      if (end >= text.length) return undefined;
      this.#takeTicks(token);
      return end;
    }
    if (match?.[4] !== undefined || /^r/i.test(token)) {
      const mark = matchMark(text, at);
      if (mark === 'open') return undefined;
      if (mark !== undefined) return this.#takeMarkOrText(mark, token, end);
      if (limit < text.length && this.#breaksOff(text.slice(at, limit))) return limit;
    }
    this.#takeText(token, match?.[3] !== undefined);
    return end;
  }

  /** Gives the place behind the mark, or, when it is ordinary text, behind the token that it begins with. */
  async #takeMarkOrText(mark: Mark, token: string, end: number): Promise<number> {
    if (await this.#takeMark(mark)) return mark.end;
    this.#takeText(token, false);
    return end;
  }

  /** An answer that was cut off in the middle of a mark ends before it. */
  #breaksOff(rest: string): boolean {
    if (this.#fence !== '' || rest.length > LONGEST_MARK || !isBrokenMark(rest)) return false;
    this.#dropped = true;
    return true;
  }

  #takeBlanks(blanks: string): void {
    if (this.#fence !== '') {
      this.#show(blanks);
      if (blanks.includes('\n')) this.#atLineStart = true;
    } else if (this.#dropped) this.#blanksBehind += blanks;
    else this.#blanks += blanks;
  }

  #takeText(token: string, isStop: boolean): void {
    this.#settle(token);
    this.#atLineStart = false;
    this.#show(token);
    if (this.#fence !== '') return;
    if (SAYS_SOMETHING.test(token)) this.#citedHere.clear();
    if (isStop) this.#sentence.addStop(token);
    else this.#sentence.addPiece(token);
  }

  /** Runs of backticks open and close code; inline code ends with its line at the latest. */
  #takeTicks(ticks: string): void {
    const wasFenced = this.#fence !== '';
    this.#settle(ticks);
    if (this.#atLineStart && ticks.length >= 3) {
      if (!wasFenced) this.#fence = ticks;
      else if (ticks.startsWith(this.#fence)) this.#fence = '';
    } else if (!wasFenced && ticks.startsWith('`')) {
      this.#inlineCode = this.#inlineCode === '' ? ticks : this.#inlineCode === ticks ? '' : this.#inlineCode;
    }
    this.#atLineStart = false;
    this.#show(ticks);
    if (!wasFenced && this.#fence === '') this.#sentence.addPiece(ticks);
  }

  /** True when the mark has been shown or dropped; false when it is ordinary text. */
  async #takeMark(mark: Mark): Promise<boolean> {
    if (this.#fence !== '') return mark.canonical;
    if (this.#inlineCode !== '' && !mark.canonical) return false;
    const claims = this.#sentence.claims();
    let kept = 0;
    for (const number of mark.numbers) {
      if (number >= this.#sources.length || this.#citedHere.has(number)) continue;
      const support = this.#cited < MOST_CITATIONS ? await this.#check.check(number, claims) : undefined;
      if (support === undefined) continue;
      if (kept === 0) this.#show(this.#takeWaiting());
      this.#cite(number, support, 'model');
      kept += 1;
    }
    if (kept === 0 && !mark.certain) return false;
    this.#sentence.addMark();
    if (kept > 0) return true;
    this.#blanks = this.#takeWaiting();
    this.#dropped = true;
    return true;
  }

  /** Decides about the blanks before ordinary text: whether a sentence has ended, and whether they stay. */
  #settle(next: string): void {
    const dropped = this.#dropped;
    const blanks = this.#takeWaiting();
    if (this.#fence === '' && this.#sentence.hasEnded(blanks, next)) this.#closeSentence();
    if (blanks.includes('\n')) {
      this.#atLineStart = true;
      this.#inlineCode = '';
    }
    if (dropped && ATTACHED.test(next) && !blanks.includes('\n')) return;
    this.#show(blanks);
    if (this.#fence === '' && blanks !== '') this.#sentence.addPiece(blanks);
  }

  /** The blanks that waited. Where a mark was dropped between two runs, the one with more line ends speaks for both. */
  #takeWaiting(): string {
    const [ahead, behind] = [this.#blanks, this.#blanksBehind];
    this.#blanks = '';
    this.#blanksBehind = '';
    this.#dropped = false;
    return ahead === '' || behind.split('\n').length > ahead.split('\n').length ? behind || ahead : ahead;
  }

  #closeSentence(): void {
    const { text } = this.#sentence;
    const unmarked = !this.#sentenceIsMarked && this.#fence === '' && !TAKES_NO_MATCH.test(text);
    if (unmarked && this.#tried < MOST_MATCHES_TRIED && this.#cited < MOST_CITATIONS && text.trim() !== '') {
      this.#tried += 1;
      const match = this.#check.match(text);
      if (match) {
        this.#show(' ');
        this.#cite(match.number, match.support, 'matched');
      }
    }
    this.#sentence.close();
    this.#sentenceIsMarked = false;
    this.#citedHere.clear();
  }

  #cite(number: number, { start, end }: Support, origin: Citation['origin']): void {
    const chunk = this.#sources[number]?.chunk;
    if (chunk === undefined) return;
    const { id: chunkId, documentId, knowledgeBaseId } = chunk;
    const place = { span: { start, end }, position: this.#shown };
    this.#citations.push({ marker: number, chunkId, documentId, knowledgeBaseId, ...place, origin });
    this.#citedHere.add(number);
    this.#sentenceIsMarked = true;
    this.#cited += 1;
    this.#show(formatMark(number));
  }

  #show(piece: string): void {
    this.#out += piece;
    this.#shown += piece.length;
  }

  async #giveWay(): Promise<void> {
    await setImmediate();
    this.#sliceStart = performance.now();
  }
}
