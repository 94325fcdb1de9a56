import type {
  DocumentIds,
  DocumentList,
  DocumentOrder,
  DocumentQuery,
  LibraryDocument,
  Upload,
} from '@colloquy/protocol';
import { pause } from './pause.ts';
import { readJson, type Transport } from './transport.ts';

/** A file to upload. `name` may contain folders (`guide/setup.md`). */
export interface FileToAdd {
  readonly name: string;
  readonly data: Blob | Uint8Array;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Only these documents; all of the base by default. */
  readonly ids?: readonly string[];
  /** Told the state of the documents after every look. */
  readonly onProgress?: (documents: readonly LibraryDocument[]) => void;
  /** Milliseconds between looks; 400 by default. */
  readonly interval?: number;
}

/** Uploads files in one request; the answer has one outcome for each, in order. */
export function addDocuments(
  transport: Transport,
  baseId: string,
  files: readonly FileToAdd[],
  signal?: AbortSignal,
): Promise<Upload> {
  const form = new FormData();
  for (const { name, data } of files) form.append('file', toBlob(data), name);
  return readJson(transport(documentsPath(baseId), { method: 'POST', form, ...(signal ? { signal } : {}) }));
}

/** Which documents of a base, in what order, and which part of that list; all of them, newest first, by default. */
export interface DocumentListOptions extends DocumentQuery, Partial<DocumentOrder> {
  readonly offset?: number;
  readonly limit?: number;
}

/** The documents of a base; `total` counts all that match. */
export function listDocuments(
  transport: Transport,
  baseId: string,
  options: DocumentListOptions = {},
  signal?: AbortSignal,
): Promise<DocumentList> {
  return readJson(transport(documentsPath(baseId) + queryOf({ ...options }), signal ? { signal } : {}));
}

/** Ids of all documents of a base that match. */
export async function listDocumentIds(
  transport: Transport,
  baseId: string,
  query: DocumentQuery = {},
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = `/bases/${encodeURIComponent(baseId)}/document-ids${queryOf({ ...query })}`;
  return (await readJson<DocumentIds>(transport(path, signal ? { signal } : {}))).ids;
}

/** Bytes from `start` up to, not including, `end`, also of a server that answers with all of them. */
export async function readPart(
  transport: Transport,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const headers = { range: `bytes=${start}-${end - 1}` };
  const response = await transport(path, { headers, ...(signal ? { signal } : {}) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.status === 206 ? bytes : bytes.slice(start, end);
}

/** Waits until every document is ready or has failed; gives them in that state. */
export async function waitForDocuments(
  transport: Transport,
  baseId: string,
  options: WaitOptions = {},
): Promise<readonly LibraryDocument[]> {
  const wanted = options.ids === undefined ? undefined : new Set(options.ids);
  for (;;) {
    const { documents } = await listDocuments(transport, baseId, {}, options.signal);
    const ours = wanted === undefined ? documents : documents.filter(({ id }) => wanted.has(id));
    options.onProgress?.(ours);
    if (ours.every(({ status }) => status === 'ready' || status === 'failed')) return ours;
    await pause(options.interval ?? 400, options.signal);
  }
}

function queryOf(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return query === '' ? '' : `?${query}`;
}

function documentsPath(baseId: string): string {
  return `/bases/${encodeURIComponent(baseId)}/documents`;
}

function toBlob(data: Blob | Uint8Array): Blob {
  return data instanceof Blob ? data : new Blob([new Uint8Array(data)]);
}
