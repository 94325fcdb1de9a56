import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Client } from '@colloquy/client';
import { addFiles, type FileOutcome, type Progress } from './add-files.ts';
import type { LocalFile } from './find-files.ts';

/**
 * Makes a base hold exactly these files, by the hash of their bytes: what is there already is left alone, what is
 * new is added, what is gone from disk is removed.
 * @returns the outcomes of the files that were added
 */
export async function synchronise(
  client: Client,
  baseId: string,
  files: readonly LocalFile[],
  options: { readonly signal: AbortSignal; readonly onProgress?: Progress },
): Promise<FileOutcome[]> {
  const { documents } = await client.documents(baseId, {}, options.signal);
  const standing = new Map(documents.map((document) => [document.contentHash, document]));
  const wanted = new Map<string, LocalFile>();
  const unreadable: LocalFile[] = [];
  for (const file of files) {
    const hash = await hashFile(file.path).catch(() => undefined);
    if (hash === undefined) unreadable.push(file);
    else wanted.set(hash, file);
  }
  for (const document of documents) {
    if (!wanted.has(document.contentHash)) await client.deleteDocument(document.id);
  }
  const changed = [...wanted].flatMap(([hash, file]) =>
    standing.get(hash)?.status === 'ready' ? [] : [file],
  );
  // Adding says of each why it cannot be read.
  const missing = [...changed, ...unreadable];
  return missing.length === 0 ? [] : addFiles(client, baseId, missing, options);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
