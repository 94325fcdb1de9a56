import type { Document, IngestStage } from '../domain/document.ts';
import { AppError, type Problem } from '../domain/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { CpuPool } from '../ports/cpu-pool.ts';
import type { Job } from '../ports/job-queue.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { PreparedDocument, PrepareTasks } from '../text/prepared-document.ts';
import { originalKey, textKey } from './blob-keys.ts';
import { indexPassages } from './index-passages.ts';
import { saveText } from './text-blob.ts';

export interface IngestParts {
  readonly repositories: Pick<Repositories, 'documents' | 'knowledgeBases'>;
  readonly chunks: ChunkStore;
  readonly blobs: BlobStore;
  readonly pool: CpuPool<PrepareTasks>;
  readonly models: Pick<ModelCatalog, 'embedding'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Time that each stage may take, in milliseconds; reading grows with the size of the file. */
const READ_TIME = 120_000;
const READ_TIME_PER_MEGABYTE = 2_000;
const STORE_TIME = 120_000;
/** Progress is written at most this often, in milliseconds. */
const PROGRESS_INTERVAL = 300;
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
  if (document.status !== 'queued' || job.attempt > 1) await parts.chunks.remove(scopeOf(document));
  const report = progressWriter(parts, document);
  await setStage(parts, document, { stage: 'parse', progress: 0.05 });
  const prepared = await readFile(parts, document, job.signal);
  await report('embed', READ_SHARE);
  const model = await parts.models.embedding(document.tenantId, base.embedding);
  await all(
    within(STORE_TIME, saveText(parts.blobs, document.id, prepared.text)),
    indexPassages({ chunks: parts.chunks, model }, document, prepared, {
      signal: job.signal,
      report: (share) => report('index', READ_SHARE + (1 - READ_SHARE) * share),
    }),
  );
  await finish(parts, document, prepared);
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

async function readFile(
  parts: IngestParts,
  document: Document,
  signal: AbortSignal,
): Promise<PreparedDocument> {
  const bytes = await within(STORE_TIME, readBlob(parts.blobs, document));
  return parts.pool.run(
    'prepareDocument',
    { name: document.name, bytes },
    {
      signal,
      timeoutMilliseconds: READ_TIME + (document.size / 1_000_000) * READ_TIME_PER_MEGABYTE,
      transfer: [bytes.buffer],
    },
  );
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

/** Writes stage or progress. @throws AppError `cancelled` when the document is gone */
async function setStage(
  parts: IngestParts,
  document: Document,
  change: Pick<Partial<Document>, 'stage' | 'progress'>,
): Promise<void> {
  const { documents } = parts.repositories;
  const stands = await documents.update(document.id, {
    ...change,
    status: 'working',
    updatedAt: parts.now(),
  });
  if (!stands) await leaveNothing(parts, document);
}

/** Writes how far the work is, but not for every step of a document that is done at once. */
function progressWriter(
  parts: IngestParts,
  document: Document,
): (stage: IngestStage, progress: number) => Promise<void> {
  let writtenAt = parts.now();
  return async (stage, progress) => {
    if (parts.now() - writtenAt < PROGRESS_INTERVAL) return;
    writtenAt = parts.now();
    await setStage(parts, document, { stage, progress });
  };
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

/**
 * Waits at most so long, but for an abort not less: what the store still writes must have ended before a removal
 * takes it away.
 */
async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = new AppError('timeout', 'The store did not answer in time; the document is tried again.');
    timer = setTimeout(() => reject(late), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
