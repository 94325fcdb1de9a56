import { GrowingUint32Array } from './growing-array.ts';
import { MANY, type SegmentArrays } from './segment-layout.ts';

type Postings = Pick<SegmentArrays, 'postingStarts' | 'postings' | 'frequencies' | 'many'>;

const MAXIMUM_FREQUENCY = 0xffff;

/**
 * Puts postings that come in any order into the order of a segment. While it works, a posting is one number
 * (ordinal * 65,536 + frequency), so that a term's postings sort as numbers.
 */
export class PostingsAssembly {
  readonly #starts: Uint32Array<ArrayBuffer>;
  readonly #next: Uint32Array;
  readonly #packed: Uint32Array;
  readonly #postings: Uint16Array<ArrayBuffer>;
  readonly #frequencies: Uint8Array<ArrayBuffer>;
  readonly #many = new GrowingUint32Array(16);

  /** @param counts how many postings each term will get */
  constructor(counts: Uint32Array) {
    this.#starts = new Uint32Array(counts.length + 1);
    for (let term = 0; term < counts.length; term++) {
      this.#starts[term + 1] = (this.#starts[term] as number) + (counts[term] as number);
    }
    const total = this.#starts[counts.length] as number;
    this.#next = this.#starts.slice(0, counts.length);
    this.#packed = new Uint32Array(total);
    this.#postings = new Uint16Array(total);
    this.#frequencies = new Uint8Array(total);
  }

  add(term: number, ordinal: number, frequency: number): void {
    const place = this.#next[term] as number;
    this.#next[term] = place + 1;
    this.#packed[place] = ordinal * 0x10000 + Math.min(frequency, MAXIMUM_FREQUENCY);
  }

  /** Orders the postings of the terms [from, to); called for all terms, in order, once everything has been added. */
  order(from: number, to: number): void {
    for (let term = from; term < to; term++) {
      this.#sort(this.#starts[term] as number, this.#starts[term + 1] as number);
    }
    const end = this.#starts[to] as number;
    for (let index = this.#starts[from] as number; index < end; index++) {
      const packed = this.#packed[index] as number;
      const frequency = packed & 0xffff;
      this.#postings[index] = packed >>> 16;
      this.#frequencies[index] = Math.min(frequency, MANY);
      if (frequency < MANY) continue;
      this.#many.push(index);
      this.#many.push(frequency);
    }
  }

  finish(): Postings {
    return {
      postingStarts: this.#starts,
      postings: this.#postings,
      frequencies: this.#frequencies,
      many: this.#many.view().slice(),
    };
  }

  #sort(start: number, end: number): void {
    for (let index = start + 1; index < end; index++) {
      if ((this.#packed[index - 1] as number) < (this.#packed[index] as number)) continue;
      this.#packed.subarray(start, end).sort();
      return;
    }
  }
}

/** The frequency of a posting. */
export function frequencyOf({ frequencies, many }: Postings, posting: number): number {
  const frequency = frequencies[posting] as number;
  if (frequency < MANY) return frequency;
  let low = 0;
  let high = many.length / 2 - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((many[2 * middle] as number) < posting) low = middle + 1;
    else high = middle;
  }
  return many[2 * low + 1] as number;
}
