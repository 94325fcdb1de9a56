import type { IndexedChunk } from '../src/ports/chunk-store.ts';
import { tokenize } from '../src/text/tokenize.ts';

export const TENANT = 'tenant';
/** Knowledge bases of the corpus. */
export const BASES = 20;
/** Of the vectors. */
export const DIMENSION = 256;
const WORDS_A_CHUNK = 150;
const CHUNKS_A_DOCUMENT = 40;
const VOCABULARY = 60_000;
const TOPICS = 500;

/** Made-up chunks and questions from a fixed seed: words by Zipf's law, vectors around topics, twenty bases. */
export class Corpus {
  #state = 0x2545f491;
  readonly #terms = new Map<string, readonly string[]>();
  readonly #words: readonly string[];
  readonly #topics: readonly Float32Array[];

  constructor() {
    this.#words = Array.from({ length: VOCABULARY }, () => this.#word());
    this.#topics = Array.from({ length: TOPICS }, () => this.#vector(undefined));
  }

  chunk(number: number): IndexedChunk {
    const document = Math.floor(number / CHUNKS_A_DOCUMENT);
    const topic = document % TOPICS;
    const words = Array.from({ length: WORDS_A_CHUNK }, () => this.#zipfWord(topic));
    const text = words.join(' ');
    return {
      id: `c${number}`,
      tenantId: TENANT,
      knowledgeBaseId: `base${document % BASES}`,
      documentId: `d${document}`,
      documentName: `document ${document}.pdf`,
      ordinal: number % CHUNKS_A_DOCUMENT,
      start: 0,
      end: text.length,
      text,
      headings: ['Part', `Section ${document}`],
      keywords: [],
      regions: [{ page: 1 + (number % 9), box: [72, 90, 520, 300] }],
      tokens: words.flatMap((word) => this.#termsOf(word)),
      vector: this.#vector(this.#topics[topic]),
    };
  }

  /** Six words, as a question has them, some common and some rare, and a vector near those of one topic. */
  question(): { readonly text: string; readonly vector: Float32Array } {
    const topic = this.#below(TOPICS);
    const words = new Set(Array.from({ length: 6 }, () => this.#zipfWord(topic)));
    return { text: [...words].join(' '), vector: this.#vector(this.#topics[topic]) };
  }

  /** Names of bases that lie side by side. */
  bases(count: number): string[] {
    const first = count === BASES ? 0 : this.#below(BASES);
    return Array.from({ length: count }, (_, index) => `base${first + index}`);
  }

  /** As the tokeniser cuts the word; asked once for each. */
  #termsOf(word: string): readonly string[] {
    const known = this.#terms.get(word) ?? tokenize(word);
    this.#terms.set(word, known);
    return known;
  }

  #random(): number {
    // Marsaglia's xorshift, 32 bits.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #word(): string {
    const consonants = 'bcdfghklmnprstvz';
    const vowels = 'aeiou';
    let word = '';
    const syllables = 2 + this.#below(3);
    for (let index = 0; index < syllables; index++) {
      word += consonants.charAt(this.#below(16)) + vowels.charAt(this.#below(5));
    }
    return word;
  }

  /** Rank by a power law; every fourth word is one that the topic favours. */
  #zipfWord(topic: number): string {
    const rank = Math.floor(VOCABULARY ** this.#random());
    const favoured = (topic * 97 + this.#below(60)) % VOCABULARY;
    return this.#words[this.#random() < 0.25 ? favoured : rank % VOCABULARY] ?? '';
  }

  #vector(centre: Float32Array | undefined): Float32Array {
    const values = Float32Array.from({ length: DIMENSION }, (_, index) => {
      const noise = this.#random() + this.#random() + this.#random() - 1.5;
      return noise + 12 * (centre?.[index] ?? 0);
    });
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  }
}
