import type { Client } from '@colloquy/client';
import type { LibraryDocument, Problem, Upload } from '@colloquy/protocol';
import { type LocalFile, readLocal } from './find-files.ts';

/** Files that travel in one request: enough to be quick, few enough to fit in memory. */
const BATCH_FILES = 50;
const BATCH_BYTES = 32 * 1024 * 1024;

/** How one file ended. */
export interface FileOutcome {
  readonly name: string;
  readonly outcome: 'ready' | 'unchanged' | 'failed';
  readonly passages: number;
  readonly problem?: Problem;
}

export type Progress = (done: number, total: number, note: string) => void;

/**
 * Uploads files to a base and waits until each is searchable or has failed.
 * @returns one outcome a file in the order of `files`, those that cannot be read from disk last
 */
export async function addFiles(
  client: Client,
  baseId: string,
  files: readonly LocalFile[],
  options: { readonly signal: AbortSignal; readonly onProgress?: Progress },
): Promise<FileOutcome[]> {
  const uploads: Upload['files'] = [];
  const unreadable: FileOutcome[] = [];
  for await (const batch of batches(files, unreadable)) {
    uploads.push(...(await client.addDocuments(baseId, batch, options.signal)).files);
    options.onProgress?.(0, files.length, `sent ${uploads.length}`);
  }
  const ids = uploads.flatMap((upload) => (upload.document === undefined ? [] : [upload.document.id]));
  const documents = await waitFor(client, baseId, ids, options);
  return [...uploads.map((upload) => outcomeOf(upload, documents)), ...unreadable];
}

async function* batches(
  files: readonly LocalFile[],
  unreadable: FileOutcome[],
): AsyncGenerator<Awaited<ReturnType<typeof readLocal>>[]> {
  let batch: Awaited<ReturnType<typeof readLocal>>[] = [];
  let bytes = 0;
  for (const file of files) {
    const content = await readLocal(file).catch((error: NodeJS.ErrnoException) => {
      unreadable.push(unreadableOutcome(file, error));
    });
    if (content === undefined) continue;
    if (batch.length > 0 && (batch.length >= BATCH_FILES || bytes + content.data.length > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(content);
    bytes += content.data.length;
  }
  if (batch.length > 0) yield batch;
}

/** One file that cannot be read does not keep the others out. */
function unreadableOutcome({ name }: LocalFile, { code = '' }: NodeJS.ErrnoException): FileOutcome {
  const message =
    code === 'ENOENT'
      ? 'The file is gone, or its name is not valid UTF-8; rename it.'
      : `The file cannot be read${code === '' ? '' : ` (${code})`}; check its permissions.`;
  const problem: Problem = { code: 'invalid-request', message, retryable: false };
  return { name, outcome: 'failed', passages: 0, problem };
}

async function waitFor(
  client: Client,
  baseId: string,
  ids: readonly string[],
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: Progress },
): Promise<Map<string, LibraryDocument>> {
  if (ids.length === 0) return new Map();
  const documents = await client.waitForDocuments(baseId, {
    ids,
    signal,
    interval: 100,
    onProgress: (seen) => {
      const working = seen.find((item) => item.status === 'working');
      const done = seen.filter((item) => item.status === 'ready' || item.status === 'failed').length;
      onProgress?.(done, seen.length, working === undefined ? '' : working.name);
    },
  });
  return new Map(documents.map((document) => [document.id, document]));
}

function outcomeOf(
  upload: Upload['files'][number],
  documents: ReadonlyMap<string, LibraryDocument>,
): FileOutcome {
  const document = documents.get(upload.document?.id ?? '');
  const problem = upload.problem ?? document?.problem;
  const passages = document?.passages ?? 0;
  if (document?.status === 'ready') {
    return { name: upload.name, outcome: upload.outcome === 'duplicate' ? 'unchanged' : 'ready', passages };
  }
  return { name: upload.name, outcome: 'failed', passages, ...(problem === undefined ? {} : { problem }) };
}
