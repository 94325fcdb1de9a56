import type { Document } from '../domain/document.ts';
import { AppError } from '../domain/errors.ts';
import { chunkId } from '../domain/id.ts';
import type { ChunkStore, IndexedChunk } from '../ports/chunk-store.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import { indexedText } from '../text/indexed-text.ts';
import type { PreparedDocument, PreparedPassage } from '../text/prepared-document.ts';

/** Passages that are embedded and stored at once: a few milliseconds on the main thread. */
const BATCH = 128;

/**
 * Embeds the passages of a document and puts them into the store, batch by batch; while one batch is stored the
 * next one is embedded.
 * @param options.embedMilliseconds longest wait for the vectors of one batch
 * @param options.report hears what goes on and the share that is stored, 0 to 1; what it throws ends the work
 * @throws AppError `timeout` when the model does not answer
 */
export async function indexPassages(
  to: { readonly chunks: ChunkStore; readonly model: EmbeddingModel },
  document: Document,
  prepared: PreparedDocument,
  options: {
    readonly signal: AbortSignal;
    readonly embedMilliseconds: number;
    readonly report: (stage: 'embed' | 'index', share: number) => Promise<void>;
  },
): Promise<void> {
  const { passages } = prepared;
  const identify = identifier(document.id);
  const size = Math.max(1, Math.min(BATCH, to.model.maxBatch));
  let storing: Promise<void> = Promise.resolve();
  try {
    for (let from = 0; from < passages.length; from += size) {
      options.signal.throwIfAborted();
      const batch = passages
        .slice(from, from + size)
        .map((passage, index) => toChunk(document, prepared.text, passage, from + index, identify));
      const vectors = await embed(to.model, batch, options);
      await storing;
      await options.report('index', from / passages.length);
      options.signal.throwIfAborted();
      storing = to.chunks.put(batch.map((chunk, index) => withVector(chunk, vectors[index])));
      storing.catch(() => undefined);
    }
  } finally {
    // A removal takes the passages away after this has returned: nothing may be stored later.
    await storing;
  }
}

/** Ids made of document and text; a passage that comes back in its document gets its count as well. */
function identifier(documentId: string): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    const id = chunkId(documentId, text);
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : chunkId(documentId, `${text}\0${count}`);
  };
}

function toChunk(
  document: Document,
  extracted: string,
  passage: PreparedPassage,
  ordinal: number,
  identify: (text: string) => string,
): IndexedChunk {
  const { start, end, headings, regions, terms } = passage;
  const text = extracted.slice(start, end);
  return {
    id: identify(text),
    tenantId: document.tenantId,
    knowledgeBaseId: document.knowledgeBaseId,
    documentId: document.id,
    documentName: document.name,
    ordinal,
    start,
    end,
    text,
    headings,
    keywords: [],
    regions,
    tokens: terms === '' ? [] : terms.split('\n'),
  };
}

async function embed(
  model: EmbeddingModel,
  chunks: readonly IndexedChunk[],
  { signal, embedMilliseconds }: { readonly signal: AbortSignal; readonly embedMilliseconds: number },
): Promise<readonly Float32Array[]> {
  const limit = new AbortController();
  const late = new AppError(
    'timeout',
    `The embedding model "${model.ref}" did not answer within ${embedMilliseconds / 1000} s. Check that it runs, then retry.`,
  );
  const timer = setTimeout(() => limit.abort(late), embedMilliseconds);
  try {
    const texts = chunks.map(indexedText);
    const both = AbortSignal.any([signal, limit.signal]);
    return (await model.embed(texts, { purpose: 'document', signal: both })).vectors;
  } catch (thrown) {
    // The model may have given the abort a name of its own.
    throw limit.signal.aborted && !signal.aborted ? late : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** The zero vector says that the model knows nothing of the text. */
function withVector(chunk: IndexedChunk, vector: Float32Array | undefined): IndexedChunk {
  return vector?.some((value) => value !== 0) ? { ...chunk, vector } : chunk;
}
