/** A text embedding by look-up: one int8 row a word or word piece, a text is the mean of its rows. */
export interface StaticEmbedder {
  readonly dimensions: number;
  /** The rows of a text, in order, repeats included. */
  rows(text: string): number[];
  /** The unit vector of a text; the zero vector when the model knows nothing of it. */
  embed(text: string): Float32Array;
  /** The same from rows that {@link rows} gave. */
  embedRows(rows: readonly number[]): Float32Array;
  /** Share of the query's letters and digits that stand in whole words of the vocabulary, 0..1. */
  coverage(query: string): number;
}

/** The files of the model, read. */
export interface StaticEmbedderFiles {
  /** `config.json`, parsed. */
  readonly config: { readonly rows: number; readonly dim: number };
  /** `vocab.txt`: line number = row; `##` marks a piece that continues a word. */
  readonly vocabulary: string;
  /** `embedding.bin`: `rows` float32 scales, little endian, then `rows * dim` int8 values, row by row. */
  readonly embedding: ArrayBuffer;
}

const MARKS = /\p{Mn}/gu;
const WORDS = /[\p{L}\p{N}]+/gu;
const LONGEST_WORD = 40;
const PIECE = '##';
/** Thai, Lao, Hangul, Kana and Han: scripts of which the model knows nothing. */
const FOREIGN =
  /[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]/;
const ASCII_WORD = /^[a-z0-9]+$/;

/** Makes the embedder from the files of the model folder; the rules are those of the README there. */
export function createStaticEmbedder({ config, vocabulary, embedding }: StaticEmbedderFiles): StaticEmbedder {
  const { rows: count, dim: dimensions } = config;
  const scales = readScales(embedding, count);
  const values = new Int8Array(embedding, count * 4, count * dimensions);
  const rowOf = new Map<string, number>();
  for (const [row, entry] of vocabulary.split('\n', count).entries()) rowOf.set(entry, row);
  const rows = (text: string): number[] => {
    const found: number[] = [];
    for (const word of text.normalize('NFKD').replace(MARKS, '').toLowerCase().match(WORDS) ?? []) {
      if (!FOREIGN.test(word)) found.push(...rowsOfWord(word, rowOf));
    }
    return found;
  };
  return {
    dimensions,
    rows,
    embed: (text) => meanOfRows(rows(text), values, scales, dimensions),
    embedRows: (found) => meanOfRows(found, values, scales, dimensions),
    coverage: (query) => coverage(query, rowOf),
  };
}

function readScales(embedding: ArrayBuffer, count: number): Float32Array {
  const view = new DataView(embedding);
  return Float32Array.from({ length: count }, (_, row) => view.getFloat32(row * 4, true));
}

/** The word's own row, else its longest known pieces from the left; nothing when a place has no piece. */
function rowsOfWord(word: string, rowOf: ReadonlyMap<string, number>): number[] {
  const whole = rowOf.get(word);
  if (whole !== undefined) return [whole];
  if (word.length > LONGEST_WORD) return [];
  const rows: number[] = [];
  for (let start = 0; start < word.length; ) {
    let end = word.length;
    let row: number | undefined;
    while (end > start) {
      row = rowOf.get((start > 0 ? PIECE : '') + word.slice(start, end));
      if (row !== undefined) break;
      end--;
    }
    if (row === undefined) return [];
    rows.push(row);
    start = end;
  }
  return rows;
}

function meanOfRows(
  rows: readonly number[],
  values: Int8Array,
  scales: Float32Array,
  dimensions: number,
): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const row of rows) {
    const scale = scales[row] ?? 0;
    const offset = row * dimensions;
    for (let index = 0; index < dimensions; index++) {
      sum[index] = (sum[index] ?? 0) + scale * (values[offset + index] ?? 0);
    }
  }
  let squares = 0;
  for (const value of sum) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  return Float32Array.from(sum, (value) => value / length);
}

function coverage(query: string, rowOf: ReadonlyMap<string, number>): number {
  let known = 0;
  let all = 0;
  for (const word of query.normalize('NFC').toLowerCase().match(WORDS) ?? []) {
    all += [...word].length;
    if (ASCII_WORD.test(word) && rowOf.has(word)) known += word.length;
  }
  return all === 0 ? 0 : known / all;
}
