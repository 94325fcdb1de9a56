import type { Document } from '../domain/document.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Jobs } from '../ports/job-queue.ts';
import type { Repositories } from '../ports/repositories.ts';
import { originalKey, textKey } from './blob-keys.ts';
import type { KeyedLock } from './keyed-lock.ts';

export interface SweepParts {
  readonly repositories: Pick<Repositories, 'documents'>;
  readonly blobs: BlobStore;
  /** By content hash: a file that is just being added must not lose its bytes. */
  readonly hashes: KeyedLock;
}

export interface ForgetParts extends SweepParts {
  /** Takes a document and its passages away; harmless when a part of them is gone already. */
  readonly erase: (document: Document) => Promise<void>;
}

/**
 * The job `document.forget`, queued before a removal begins: finishes a removal that a crash broke off, and removes
 * what the document left on disk. Bytes that others share stay.
 */
export async function forgetDocument(
  { repositories, blobs, hashes, erase }: ForgetParts,
  { documentId, contentHash }: Jobs['document.forget'],
): Promise<void> {
  const standing = await repositories.documents.find(documentId);
  if (standing !== undefined) await erase(standing);
  await blobs.remove(textKey(documentId));
  await hashes.run(contentHash, async () => {
    if ((await repositories.documents.countByContentHash(contentHash)) === 0) {
      await blobs.remove(originalKey(contentHash));
    }
  });
}

/** Removes files that no document refers to: what a crash between two steps left. Returns how many. */
export async function sweepOrphans({ repositories, blobs, hashes }: SweepParts): Promise<number> {
  const { documents } = repositories;
  let removed = 0;
  const remove = async (key: string): Promise<void> => {
    await blobs.remove(key);
    removed += 1;
  };
  for await (const key of blobs.list('text/')) {
    if ((await documents.find(key.slice('text/'.length))) === undefined) await remove(key);
  }
  for await (const key of blobs.list('original/')) {
    const hash = key.slice('original/'.length);
    await hashes.run(hash, async () => {
      if ((await documents.countByContentHash(hash)) === 0) await remove(key);
    });
  }
  return removed;
}
