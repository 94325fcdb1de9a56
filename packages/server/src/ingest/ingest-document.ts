import type { Document, KnowledgeBase } from '../domain/document.ts';
import { AppError, type Problem, toProblem } from '../domain/errors.ts';
import type { Slots } from '../domain/slots.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { CpuPool } from '../ports/cpu-pool.ts';
import type { Job } from '../ports/job-queue.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { PreparedDocument, PrepareTasks } from '../text/prepared-document.ts';
import { originalKey, textKey } from './blob-keys.ts';
import { indexPassages } from './index-passages.ts';
import { createIngestProgress, type IngestProgress } from './ingest-progress.ts';
import { STAGE_LIMITS, type StageLimits, within } from './stage-limits.ts';
import { saveText } from './text-blob.ts';

export interface IngestParts {
  readonly repositories: Pick<Repositories, 'documents' | 'knowledgeBases'>;
  readonly chunks: ChunkStore;
  readonly blobs: BlobStore;
  readonly pool: CpuPool<PrepareTasks>;
  readonly models: Pick<ModelCatalog, 'embedding'>;
  /** Places for files whose bytes are in memory, for all bases together. A document that waits for a model has none. */
  readonly readings: Slots;
  readonly limits?: StageLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Share of the whole that is done when the file has been read. */
const READ_SHARE = 0.4;

/**
 * The job `document.ingest`: reads a document's file in a thread, embeds its passages, and makes them findable. It
 * may be run again at any point: what an earlier attempt left is replaced. When the document is removed meanwhile,
 * nothing of it stays.
 * @throws AppError for the queue to judge: retryable or not
 */
export async function ingestDocument(
  parts: IngestParts,
  job: Pick<Job<'document.ingest'>, 'data' | 'attempt' | 'signal'>,
): Promise<void> {
  const { documents, knowledgeBases } = parts.repositories;
  const document = await documents.find(job.data.documentId);
  if (document === undefined || document.status === 'ready') return;
  const base = await knowledgeBases.find(document.knowledgeBaseId);
  if (base === undefined) return;
  const isFirst = document.status === 'queued' && document.problem === undefined && job.attempt === 1;
  if (!isFirst) await parts.chunks.remove(scopeOf(document));
  const progress = createIngestProgress({ documents, now: parts.now }, document.id);
  try {
    const prepared = await prepareAndIndex(parts, document, base, { signal: job.signal, progress });
    await progress.end();
    await finish(parts, document, prepared);
  } catch (thrown) {
    await progress.end();
    if (!job.signal.aborted) await tellReason(parts, document, thrown);
    throw thrown;
  }
}

async function prepareAndIndex(
  parts: IngestParts,
  document: Document,
  base: KnowledgeBase,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: IngestProgress },
): Promise<PreparedDocument> {
  const limits = parts.limits ?? STAGE_LIMITS;
  const report = async (...step: Parameters<IngestProgress['to']>): Promise<void> => {
    if (!(await progress.to(...step))) await leaveNothing(parts, document);
  };
  await report('parse', 0.05);
  const prepared = await readFile(parts, document, signal);
  await report('embed', READ_SHARE);
  const model = await parts.models.embedding(document.tenantId, base.embedding);
  await all(
    within(limits.store, saveText(parts.blobs, document.id, prepared.text)),
    indexPassages({ chunks: parts.chunks, model }, document, prepared, {
      signal,
      embedMilliseconds: limits.embed,
      report: (stage, share) => report(stage, READ_SHARE + (1 - READ_SHARE) * share),
    }),
  );
  return prepared;
}

/** A document that waits for its next attempt says why. */
async function tellReason(parts: IngestParts, document: Document, thrown: unknown): Promise<void> {
  const change = { status: 'queued', stage: undefined, progress: 0, problem: toProblem(thrown) } as const;
  await parts.repositories.documents.update(document.id, { ...change, updatedAt: parts.now() });
}

/** Marks a document that will not be tried again; what an attempt left of it goes. */
export async function failDocument(parts: IngestParts, documentId: string, problem: Problem): Promise<void> {
  const document = await parts.repositories.documents.find(documentId);
  if (document === undefined || document.status === 'ready') return;
  await parts.chunks.remove(scopeOf(document));
  await parts.blobs.remove(textKey(documentId));
  await parts.repositories.documents.update(documentId, {
    status: 'failed',
    stage: undefined,
    problem,
    chunkCount: 0,
    tokenCount: 0,
    updatedAt: parts.now(),
  });
}

/** The passages of one document. */
export function scopeOf(document: Pick<Document, 'id' | 'tenantId' | 'knowledgeBaseId'>) {
  const { id, tenantId, knowledgeBaseId } = document;
  return { tenantId, knowledgeBaseIds: [knowledgeBaseId], documentIds: [id] as const };
}

/** Takes a place first: the bytes of files that only wait for a thread are not held in memory. */
async function readFile(
  parts: IngestParts,
  document: Document,
  signal: AbortSignal,
): Promise<PreparedDocument> {
  const limits = parts.limits ?? STAGE_LIMITS;
  const release = await parts.readings.take(signal);
  try {
    const bytes = await within(limits.store, readBlob(parts.blobs, document));
    return await parts.pool.run(
      'prepareDocument',
      { name: document.name, bytes },
      {
        signal,
        timeoutMilliseconds: limits.read + (document.size / 1_000_000) * limits.readMegabyte,
        transfer: [bytes.buffer],
      },
    );
  } finally {
    release();
  }
}

async function readBlob(blobs: BlobStore, document: Document): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(document.size);
  let length = 0;
  for await (const part of await blobs.open(originalKey(document.contentHash))) {
    if (length + part.length > bytes.length) break;
    bytes.set(part, length);
    length += part.length;
  }
  if (length === document.size) return bytes;
  throw new AppError(
    'parse-failed',
    'The stored file is not complete. Remove the document and add it again.',
  );
}

/** Waits for all of them even when one fails, so that nothing goes on behind the caller's back. */
async function all(...work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function finish(parts: IngestParts, document: Document, prepared: PreparedDocument): Promise<void> {
  const { mediaType, tokenCount, pageCount, passages } = prepared;
  const stands = await parts.repositories.documents.update(document.id, {
    status: 'ready',
    stage: undefined,
    progress: 1,
    problem: undefined,
    mediaType,
    tokenCount,
    pageCount,
    chunkCount: passages.length,
    updatedAt: parts.now(),
  });
  if (!stands) await leaveNothing(parts, document);
}

/** The document was removed while it was read: what has been made of it since goes too. */
async function leaveNothing(parts: IngestParts, document: Document): Promise<never> {
  await parts.chunks.remove(scopeOf(document));
  await parts.blobs.remove(textKey(document.id));
  throw new AppError('cancelled', 'The document was removed while it was read.');
}
