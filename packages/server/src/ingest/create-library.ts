import type { Document, KnowledgeBase } from '../domain/document.ts';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import { createSlots } from '../domain/slots.ts';
import type { JobQueue, Jobs } from '../ports/job-queue.ts';
import type { Repositories } from '../ports/repositories.ts';
import { createBaseGate } from './base-gate.ts';
import { originalKey } from './blob-keys.ts';
import { cleanName } from './clean-name.ts';
import { forgetBase } from './forget-base.ts';
import { forgetDocument, sweepOrphans } from './forget-document.ts';
import { failDocument, type IngestParts, ingestDocument, scopeOf } from './ingest-document.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { Library } from './library.ts';
import { type ReceivedFile, receiveFile } from './receive-file.ts';
import { createRunningIngests } from './running-ingests.ts';
import { lengthOfText, readText } from './text-blob.ts';

export interface LibraryParts extends Omit<IngestParts, 'readings'> {
  readonly repositories: Pick<Repositories, 'documents' | 'knowledgeBases' | 'passages'>;
  readonly jobs: JobQueue;
  /** Largest file, bytes; default 512 MB. */
  readonly maxFileBytes?: number;
  /** Documents of one base that are worked on at the same time; default 4: while some are read, others are stored. */
  readonly concurrency?: number;
}

/** A removal is not given up while a store is out of order: two hours of attempts. */
const FORGET_ATTEMPTS = 30;
/** Bases whose documents are worked on at full width at the same time. */
const BASES = 8;

/** Makes the library. `start()` begins with the background work; `add` may be called before. */
export function createLibrary(parts: LibraryParts): Library & { start(): void } {
  const { repositories, chunks, blobs, jobs, now } = parts;
  const { documents, passages } = repositories;
  const hashes = createKeyedLock();
  const ingests = createRunningIngests();
  const gate = createBaseGate();
  const removals = createKeyedLock();
  const perBase = parts.concurrency ?? 4;
  const reading = { ...parts, readings: createSlots(perBase) };

  const queue = (document: Document): Promise<string> =>
    jobs.enqueue(
      'document.ingest',
      { tenantId: document.tenantId, documentId: document.id },
      { key: `ingest:${document.id}`, group: document.knowledgeBaseId },
    );
  const forget = ({ tenantId, knowledgeBaseId, id, contentHash }: Document): Promise<string> =>
    jobs.enqueue(
      'document.forget',
      { tenantId, knowledgeBaseId, documentId: id, contentHash },
      { key: `forget:${id}`, maxAttempts: FORGET_ATTEMPTS },
    );
  /** The passages first: a crash after any step leaves a document without content, never content without one. */
  const erase = (document: Document): Promise<void> =>
    ingests.without([document.id], async () => {
      await chunks.remove(scopeOf(document));
      await passages.removeOfDocument(document.id);
      await documents.remove(document.id);
    });
  const eraseBase = (data: Jobs['base.forget']): Promise<void> =>
    forgetBase({ repositories, chunks, gate, removals, ingests, forget }, data);
  /** Stores bytes and row together: bytes without a row do not stay. */
  const keep = (document: Document, received: ReceivedFile) =>
    hashes.run(received.contentHash, async () => {
      await received.keep();
      try {
        return await documents.add(document);
      } catch (error) {
        const owners = await documents.countByContentHash(received.contentHash).catch(() => 1);
        if (owners === 0) await blobs.remove(originalKey(received.contentHash));
        throw error;
      }
    });
  const requeue = async (document: Document): Promise<Document> => {
    const change = { status: 'queued', progress: 0, problem: undefined, updatedAt: now() } as const;
    if (!(await documents.update(document.id, change))) throw gone();
    await queue(document);
    return { ...document, ...change };
  };
  const store = async (wanted: Document, received: ReceivedFile): ReturnType<Library['add']> => {
    const { document, added } = await keep(wanted, received);
    if (added) await queue(document);
    else if (document.status === 'failed') return { document: await requeue(document), outcome: 'added' };
    return { document, outcome: added ? 'added' : 'duplicate' };
  };

  return {
    start() {
      jobs.handle(
        'document.ingest',
        {
          concurrency: BASES * perBase,
          perGroup: perBase,
          onFailed: (job, problem) => failDocument(reading, job.data.documentId, problem),
        },
        (job) =>
          ingests.run(job.data.documentId, job.signal, (signal) =>
            ingestDocument(reading, { data: job.data, attempt: job.attempt, signal }),
          ),
      );
      jobs.handle('document.forget', { concurrency: 1 }, (job) =>
        forgetDocument({ repositories, blobs, hashes, erase }, job.data),
      );
      jobs.handle('base.forget', { concurrency: 1 }, (job) => eraseBase(job.data));
    },

    async add(base, file) {
      const name = cleanName(file.name);
      const received = await receiveFile(
        blobs,
        { name, data: file.data },
        parts.maxFileBytes ?? 512 * 1024 * 1024,
      );
      try {
        return await gate.inside(base.id, () => store(newDocument(base, name, received, now()), received));
      } finally {
        await received.discard();
      }
    },

    async retry(document) {
      if (document.status !== 'failed') {
        throw new AppError('conflict', 'Only a document that has failed can be tried again.');
      }
      return requeue(document);
    },

    // The job is queued first: whatever happens afterwards, a removal that has begun comes to its end.
    async remove(document) {
      await forget(document);
      await erase(document);
    },

    async removeBase({ tenantId, id: knowledgeBaseId }) {
      const data = { tenantId, knowledgeBaseId };
      await jobs.enqueue('base.forget', data, {
        key: `forget:${knowledgeBaseId}`,
        maxAttempts: FORGET_ATTEMPTS,
      });
      await eraseBase(data);
    },

    text: async (document, range) => readText(blobs, withText(document), range),
    textLength: async (document) => lengthOfText(blobs, withText(document)),
    original: (document, range) => blobs.open(originalKey(document.contentHash), range),

    async recover() {
      for await (const key of blobs.list('upload/')) await blobs.remove(key);
      const unfinished = await documents.unfinished();
      for (const document of unfinished) await queue(document);
      await sweepOrphans({ repositories, blobs, hashes });
      return unfinished.length;
    },
  };
}

/** The id of a document that has a text. */
function withText({ id, status }: Document): string {
  if (status === 'ready') return id;
  throw new AppError('not-found', 'The document has not been read yet, so it has no text.');
}

function newDocument(base: KnowledgeBase, name: string, received: ReceivedFile, now: number): Document {
  return {
    id: newId(),
    tenantId: base.tenantId,
    knowledgeBaseId: base.id,
    name,
    mediaType: received.mediaType,
    size: received.size,
    contentHash: received.contentHash,
    status: 'queued',
    progress: 0,
    chunkCount: 0,
    tokenCount: 0,
    createdAt: now,
    updatedAt: now,
  };
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such document.');
}
