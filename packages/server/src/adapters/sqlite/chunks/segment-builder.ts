import { indexGrams } from '../../../text/grams.ts';
import { type GramSections, gramSections } from './gram-sections.ts';
import { countHashes } from './gram-statistics.ts';
import { GrowingUint32Array } from './growing-array.ts';
import { PostingsAssembly } from './postings-assembly.ts';
import { type EncodedSegment, encodeSegment, type SegmentArrays } from './segment-layout.ts';
import { dictionaryOrder, encodeTerm, TermWriter } from './term-dictionary.ts';
import { type PlacedVector, vectorSections } from './vector-block.ts';

/** What the index takes of a chunk. */
export interface IndexableChunk {
  readonly tokens: readonly string[];
  /** See {@link gramText}. */
  readonly gramText: string;
  /** Of unit length. */
  readonly vector?: Float32Array;
}

/** Where a chunk belongs; known only when it is stored. */
export interface ChunkPlace {
  readonly base: number;
  readonly document: number;
  readonly number: number;
}

/** Collects chunks and makes a segment of them. The heavy part is `add`, which can be called in slices. */
export class SegmentBuilder {
  readonly #terms = new Map<string, number>();
  /** By term: number of its postings, and the place in the columns of the latest. */
  readonly #counts: number[] = [];
  readonly #latest: number[] = [];
  readonly #postingTerms = new GrowingUint32Array();
  readonly #postingChunks = new GrowingUint32Array();
  readonly #postingFrequencies = new GrowingUint32Array();
  readonly #lengths: number[] = [];
  readonly #gramHashes: Uint32Array[] = [];
  readonly #gramLengths: number[] = [];
  readonly #vectors: (Float32Array | undefined)[] = [];

  get size(): number {
    return this.#lengths.length;
  }

  add({ tokens, gramText, vector }: IndexableChunk): void {
    const chunk = this.size;
    for (const token of tokens) this.#addToken(token, chunk);
    const grams = indexGrams(gramText);
    this.#lengths.push(tokens.length);
    this.#gramHashes.push(grams.hashes);
    this.#gramLengths.push(grams.length);
    this.#vectors.push(vector);
  }

  #addToken(token: string, chunk: number): void {
    let term = this.#terms.get(token);
    if (term === undefined) {
      term = this.#terms.size;
      this.#terms.set(token, term);
      this.#counts.push(0);
      this.#latest.push(-1);
    }
    const latest = this.#latest[term] as number;
    if (latest >= 0 && this.#postingChunks.view()[latest] === chunk) {
      this.#postingFrequencies.increment(latest);
      return;
    }
    this.#counts[term] = (this.#counts[term] as number) + 1;
    this.#latest[term] = this.#postingTerms.length;
    this.#postingTerms.push(term);
    this.#postingChunks.push(chunk);
    this.#postingFrequencies.push(1);
  }

  /** @param places of the chunks, in the order in which they were added */
  finish(places: readonly ChunkPlace[]): EncodedSegment {
    const order = places.map((_, index) => index);
    const at = (index: number): ChunkPlace => places[index] as ChunkPlace;
    order.sort((left, right) => comparePlaces(at(left), at(right)));
    const directory = directoryOf(order.map(at));
    return encodeSegment({
      ...directory,
      lengths: Uint32Array.from(order, (index) => this.#lengths[index] as number),
      gramLengths: Uint32Array.from(order, (index) => this.#gramLengths[index] as number),
      ...this.#gramSections(order, directory),
      ...this.#wordSections(order),
      ...this.#vectorSections(order),
    });
  }

  #gramSections(order: readonly number[], { baseStarts, bases }: Directory): GramSections {
    const groups = Array.from(bases, (_, base) => order.slice(baseStarts[base], baseStarts[base + 1]));
    const counts = groups.map((group) => {
      const all = new GrowingUint32Array();
      for (const index of group) all.pushAll(this.#gramHashes[index] as Uint32Array);
      return countHashes(all.view());
    });
    const lengths = groups.map((group) =>
      group.reduce((sum, index) => sum + (this.#gramLengths[index] as number), 0),
    );
    const work = gramSections(counts, lengths);
    for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
  }

  #wordSections(order: readonly number[]): WordSections {
    const names = [...this.#terms.keys()];
    const sorted = dictionaryOrder(names);
    const places = new Uint32Array(sorted.length);
    const writer = new TermWriter();
    for (const [place, term] of sorted.entries()) {
      places[term] = place;
      writer.push(encodeTerm(names[term] as string));
    }
    const ordinals = new Uint16Array(order.length);
    for (const [ordinal, index] of order.entries()) ordinals[index] = ordinal;
    const assembly = new PostingsAssembly(Uint32Array.from(sorted, (term) => this.#counts[term] as number));
    const terms = this.#postingTerms.view();
    const chunks = this.#postingChunks.view();
    const frequencies = this.#postingFrequencies.view();
    for (let index = 0; index < terms.length; index++) {
      const chunk = chunks[index] as number;
      assembly.add(
        places[terms[index] as number] as number,
        ordinals[chunk] as number,
        frequencies[index] as number,
      );
    }
    assembly.order(0, sorted.length);
    return { ...writer.finish(), ...assembly.finish() };
  }

  #vectorSections(order: readonly number[]): VectorSections {
    const placed: PlacedVector[] = [];
    for (const [ordinal, index] of order.entries()) {
      const vector = this.#vectors[index];
      if (vector !== undefined) placed.push({ ordinal, vector });
    }
    return vectorSections(placed);
  }
}

type Directory = Pick<
  SegmentArrays,
  'bases' | 'baseStarts' | 'documents' | 'documentStarts' | 'chunkNumbers'
>;
type WordSections = Pick<
  SegmentArrays,
  'termBytes' | 'termStarts' | 'postingStarts' | 'postings' | 'frequencies' | 'many'
>;
type VectorSections = Pick<SegmentArrays, 'blocks' | 'vectorOrdinals' | 'bits' | 'codes' | 'scales'>;

/** The order of chunks in a segment. */
export function comparePlaces(left: ChunkPlace, right: ChunkPlace): number {
  return left.base - right.base || left.document - right.document || left.number - right.number;
}

/** The first sections of a segment, from its chunks in order. */
export function directoryOf(places: readonly ChunkPlace[]): Directory {
  const bases: number[] = [];
  const baseStarts: number[] = [];
  const documents: number[] = [];
  const documentStarts: number[] = [];
  for (const [ordinal, { base, document }] of places.entries()) {
    if (bases.at(-1) !== base) {
      bases.push(base);
      baseStarts.push(ordinal);
    }
    if (documents.at(-1) !== document) {
      documents.push(document);
      documentStarts.push(ordinal);
    }
  }
  return {
    bases: Uint32Array.from(bases),
    baseStarts: Uint32Array.from([...baseStarts, places.length]),
    documents: Uint32Array.from(documents),
    documentStarts: Uint32Array.from([...documentStarts, places.length]),
    chunkNumbers: Uint32Array.from(places, ({ number }) => number),
  };
}
