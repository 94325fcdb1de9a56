import { AppError } from '../domain/errors.ts';
import { loadStaticEmbedder } from './load-static-embedder.ts';
import type { StaticEmbedder } from './static-embedder.ts';

/** What these operations use of the thread that runs them: the seam of adapters/sqlite/operations.ts. */
interface ThreadContext {
  readonly state: Map<string, unknown>;
  readonly workerData: unknown;
}

/** Vectors of all texts in one buffer, one after the other. */
export interface EmbeddedTexts {
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** Words and word pieces of all texts. */
  readonly tokens: number;
}

const STATE_KEY = 'embedding.model';

/**
 * The static embedding inside a database reader, where it costs no thread of its own. The thread's `workerData` has the
 * model folder in `embeddingFolder`; the model is loaded at the first use and stays.
 */
export const operations = {
  /** Unit vectors of the texts, zero for texts that the model does not know. */
  'embedding.embed': (context: ThreadContext, input: { readonly texts: readonly string[] }) => {
    const embedder = embedderOf(context);
    const { dimensions } = embedder;
    const vectors = new Float32Array(input.texts.length * dimensions);
    let tokens = 0;
    for (const [index, text] of input.texts.entries()) {
      const rows = embedder.rows(text);
      tokens += rows.length;
      vectors.set(embedder.embedRows(rows), index * dimensions);
    }
    const output: EmbeddedTexts = { vectors, dimensions, tokens };
    return { output, transfer: [vectors.buffer] };
  },
  /** Share of the query that stands in the vocabulary, 0..1: how far its vector can be trusted. */
  'embedding.weight': (context: ThreadContext, input: { readonly query: string }) => {
    return { output: embedderOf(context).coverage(input.query) };
  },
};

function embedderOf({ state, workerData }: ThreadContext): StaticEmbedder {
  const loaded = state.get(STATE_KEY) as StaticEmbedder | undefined;
  if (loaded) return loaded;
  const embedder = loadStaticEmbedder(folderOf(workerData));
  state.set(STATE_KEY, embedder);
  return embedder;
}

function folderOf(workerData: unknown): string {
  if (typeof workerData === 'object' && workerData !== null && 'embeddingFolder' in workerData) {
    const { embeddingFolder } = workerData;
    if (typeof embeddingFolder === 'string') return embeddingFolder;
  }
  throw new AppError('internal', 'The database threads were not told where the embedding model lies.');
}
