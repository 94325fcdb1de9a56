import type { Document } from '../domain/document.ts';
import { chunkId } from '../domain/id.ts';
import type { ChunkStore, IndexedChunk } from '../ports/chunk-store.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import { indexedText } from '../text/indexed-text.ts';
import type { PreparedDocument, PreparedPassage } from '../text/prepared-document.ts';

/** Passages that are embedded and stored at once: a few milliseconds on the main thread. */
const BATCH = 128;
/** Time that the model may take for a batch, in milliseconds. */
const EMBED_TIME = 180_000;

/**
 * Embeds the passages of a document and puts them into the store, batch by batch; while one batch is stored the
 * next one is embedded.
 * @param options.report hears the share that is stored, 0 to 1; what it throws ends the work
 */
export async function indexPassages(
  to: { readonly chunks: ChunkStore; readonly model: EmbeddingModel },
  document: Document,
  prepared: PreparedDocument,
  options: { readonly signal: AbortSignal; readonly report: (share: number) => Promise<void> },
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
      const vectors = await embed(to.model, batch, options.signal);
      await storing;
      await options.report(from / passages.length);
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
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(EMBED_TIME)]);
  const { vectors } = await model.embed(chunks.map(indexedText), { purpose: 'document', signal: limit });
  return vectors;
}

/** The zero vector says that the model knows nothing of the text. */
function withVector(chunk: IndexedChunk, vector: Float32Array | undefined): IndexedChunk {
  return vector?.some((value) => value !== 0) ? { ...chunk, vector } : chunk;
}
