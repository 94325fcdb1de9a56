import type { SegmentArrays } from './segment-layout.ts';

type Terms = Pick<SegmentArrays, 'termBytes' | 'termStarts'>;

const encoder = new TextEncoder();
const SURROGATE = /[\ud800-\udfff]/;

/** A term as the dictionary holds it. */
export function encodeTerm(term: string): Uint8Array {
  return encoder.encode(term);
}

/**
 * The numbers 0.. of the terms in the order of their UTF-8 bytes. Without surrogate pairs that is the order of UTF-16
 * units, which the engine sorts by far faster.
 */
export function dictionaryOrder(terms: readonly string[]): Uint32Array {
  const order = terms.map((_, index) => index);
  if (terms.some((term) => SURROGATE.test(term))) {
    const bytes = terms.map(encodeTerm);
    order.sort((left, right) => Buffer.compare(bytes[left] as Uint8Array, bytes[right] as Uint8Array));
  } else {
    const places = new Map(terms.map((term, index) => [term, index]));
    return Uint32Array.from(terms.toSorted(), (term) => places.get(term) as number);
  }
  return Uint32Array.from(order);
}

/** Writes terms, which come in the order of their bytes, one after the other. */
export class TermWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  readonly #starts: number[] = [0];

  get count(): number {
    return this.#starts.length - 1;
  }

  push(term: Uint8Array): void {
    if (this.#length + term.length > this.#bytes.length) {
      const larger = new Uint8Array((this.#length + term.length) * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(term, this.#length);
    this.#length += term.length;
    this.#starts.push(this.#length);
  }

  finish(): Terms {
    return { termBytes: this.#bytes.slice(0, this.#length), termStarts: Uint32Array.from(this.#starts) };
  }
}

/** The number of a term, or -1. */
export function findTerm(terms: Terms, wanted: Uint8Array): number {
  let low = 0;
  let high = terms.termStarts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareAt(terms, middle, wanted);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

/** Negative when term number `index` comes before `wanted`, positive when after, 0 when it is the same. */
function compareAt({ termBytes, termStarts }: Terms, index: number, wanted: Uint8Array): number {
  const start = termStarts[index] as number;
  const length = (termStarts[index + 1] as number) - start;
  const shared = Math.min(length, wanted.length);
  for (let place = 0; place < shared; place++) {
    const difference = (termBytes[start + place] as number) - (wanted[place] as number);
    if (difference !== 0) return difference;
  }
  return length - wanted.length;
}

/** Term number `index` as a view of the dictionary's bytes. */
export function termAt({ termBytes, termStarts }: Terms, index: number): Uint8Array {
  return termBytes.subarray(termStarts[index], termStarts[index + 1]);
}
