/**
 * A segment is an immutable index over some chunks: postings of their words, 4-gram statistics of their bases, and
 * their vectors as sign bits and bytes. It is one run of bytes that is used where it lies, as typed arrays.
 *
 * Chunks stand in the order of (base, document, number); an `ordinal` is a chunk's place in that order. So a base and
 * a document are ranges of ordinals, and a filter is a comparison.
 */
const SECTIONS = {
  /** Numbers of the bases, ascending. */
  bases: Uint32Array,
  /** First ordinal of each base, and the end of the last. */
  baseStarts: Uint32Array,
  /** Numbers of the documents in order of (base, number). */
  documents: Uint32Array,
  documentStarts: Uint32Array,
  /** Number of each chunk; ascending within a document. */
  chunkNumbers: Uint32Array,
  /** Tokens of each chunk. */
  lengths: Uint32Array,
  /** 4-grams of all chunks of each base, repeats included. */
  baseGramLengths: Float64Array,
  /** 4-grams of each chunk, repeats included. */
  gramLengths: Uint32Array,
  /** Hashes of 4-grams, ascending. */
  gramHashes: Uint32Array,
  /** First entry of each gram, and the end of the last. */
  gramStarts: Uint32Array,
  /** Entries: places of bases, ascending within a gram, and how many of the base's chunks contain the gram. */
  gramBases: Uint16Array,
  gramFrequencies: Uint16Array,
  /** The terms, UTF-8, in the order of their bytes, without separators. */
  termBytes: Uint8Array,
  termStarts: Uint32Array,
  /** First posting of each term, and the end of the last. */
  postingStarts: Uint32Array,
  /** Ordinals of the chunks with a term, ascending within the term. */
  postings: Uint16Array,
  /** How often the chunk has the term; {@link MANY} and more stand in `many`. */
  frequencies: Uint8Array,
  /** Pairs (posting, frequency), ascending. */
  many: Uint32Array,
  /** One block a dimension: dimension and number of vectors. */
  blocks: Uint32Array,
  /** Ordinals of the chunks with a vector, ascending within a block. */
  vectorOrdinals: Uint16Array,
  /** Sign bits, {@link signBytes} bytes a vector. */
  bits: Uint8Array,
  /** Components as `round(value / scale)`. */
  codes: Int8Array,
  scales: Float32Array,
} as const;

type SectionName = keyof typeof SECTIONS;
/** The arrays of a segment; see the comments above. */
export type SegmentArrays = { readonly [Name in SectionName]: InstanceType<(typeof SECTIONS)[Name]> };

/** Frequencies from here on do not fit a byte. */
export const MANY = 255;
/** Ordinals are 16 bits wide, and rewriting a segment must stay cheap. */
export const MAXIMUM_SEGMENT_CHUNKS = 32_768;

const NAMES = Object.keys(SECTIONS) as readonly SectionName[];
/**
 * Raised whenever sections, their types, their order or what they mean change, and when terms or 4-grams are made in
 * another way: a store builds anew, from its rows, what another version has written.
 */
const LAYOUT_VERSION = 2;
/** A segment begins with "CCS" and the version as a digit. */
const MAGIC = 0x534343 | ((0x30 + LAYOUT_VERSION) << 24);
const HEADER_BYTES = 8 + NAMES.length * 4;
/** The first bytes of every segment of this version, in capital hexadecimal digits. */
export const SEGMENT_MARK: string = Buffer.from(Uint32Array.of(MAGIC, NAMES.length).buffer)
  .toString('hex')
  .toUpperCase();
/** What tells which chunks a segment holds: the first sections. */
const DIRECTORY_END: SectionName = 'lengths';

/** Bytes that are no segment, or one of another version. Whatever they held is in the rows as well. */
export class UnreadableSegment extends Error {}

/** Bytes for the sign bits of a vector. */
export function signBytes(dimension: number): number {
  return Math.ceil(dimension / 8);
}

function align(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** The bytes of a segment, and how many of them are its directory. */
export interface EncodedSegment {
  readonly bytes: Uint8Array;
  readonly directoryBytes: number;
  readonly chunks: number;
}

/** Lays the arrays out one after the other, each on a multiple of eight bytes, after a header with their lengths. */
export function encodeSegment(arrays: SegmentArrays): EncodedSegment {
  const total = NAMES.reduce((sum, name) => sum + align(arrays[name].byteLength), align(HEADER_BYTES));
  const bytes = new Uint8Array(total);
  const header = new Uint32Array(bytes.buffer, 0, HEADER_BYTES / 4);
  header[0] = MAGIC;
  header[1] = NAMES.length;
  let offset = align(HEADER_BYTES);
  let directoryBytes = 0;
  for (const [index, name] of NAMES.entries()) {
    const array = arrays[name];
    if (name === DIRECTORY_END) directoryBytes = offset;
    header[2 + index] = array.length;
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += align(array.byteLength);
  }
  return { bytes, directoryBytes, chunks: arrays.chunkNumbers.length };
}

/**
 * The arrays of a segment, as views of its bytes; sections that lie past the end of `bytes` come out empty, so the
 * directory alone can be read. `bytes` begins on a multiple of eight in its buffer.
 * @param total size of the whole segment
 * @throws UnreadableSegment
 */
export function decodeSegment(bytes: Uint8Array, total: number = bytes.byteLength): SegmentArrays {
  if (bytes.byteLength < HEADER_BYTES) throw new UnreadableSegment('A segment is cut off.');
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  if (header[0] !== MAGIC || header[1] !== NAMES.length)
    throw new UnreadableSegment('A segment has another layout.');
  const arrays: Partial<Record<SectionName, unknown>> = {};
  let offset = align(HEADER_BYTES);
  for (const [index, name] of NAMES.entries()) {
    const Section = SECTIONS[name];
    const length = header[2 + index] ?? 0;
    const size = length * Section.BYTES_PER_ELEMENT;
    const there = offset + size <= bytes.byteLength;
    arrays[name] = new Section(
      bytes.buffer as ArrayBuffer,
      bytes.byteOffset + (there ? offset : 0),
      there ? length : 0,
    );
    offset += align(size);
  }
  if (offset !== total) throw new UnreadableSegment('The sections of a segment have not its size.');
  return arrays as SegmentArrays;
}
