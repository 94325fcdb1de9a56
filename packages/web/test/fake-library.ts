import type { IncomingMessage } from 'node:http';
import type { Base, LibraryDocument } from '@colloquy/protocol';
import { bytes, json } from './fake-body.ts';
import type { Handler } from './fake-routes.ts';
import { fail, type State } from './fake-state.ts';

/** Bases and documents of the scripted server. */
export function libraryRoutes(fake: State): Readonly<Record<string, Handler>> {
  const document = (id: string) => find(fake.documents, id);
  const eachOf = async (request: IncomingMessage, act: (id: string) => unknown) => {
    const { ids } = (await json(request)) as { ids: string[] };
    const left = ids.filter((id) => document(id).name.startsWith('stubborn'));
    const done = ids.filter((id) => !left.includes(id));
    done.forEach(act);
    const problem = { code: 'store-unavailable', message: 'The store is busy; try again.', retryable: true };
    return { done, left: left.map((id) => ({ id, problem })) };
  };
  return {
    'GET /bases': () => fake.bases.map((base) => counted(fake, base)),
    'POST /bases': async ({ request }) => {
      const { name } = (await json(request)) as { name: string };
      return fake.bases.find((base) => base.name === name) ?? fake.addBase(name);
    },
    'PATCH /bases/:id': async ({ id, request }) => {
      const { name } = (await json(request)) as { name: string };
      if (fake.bases.some((base) => base.name === name && base.id !== id))
        fail(409, 'conflict', `There is a base named "${name}" already; choose another name.`, 'name');
      return counted(fake, Object.assign(find(fake.bases, id), { name }));
    },
    'DELETE /bases/:id': ({ id }) => removeFrom(fake.bases, id),
    'GET /bases/:id/documents': ({ id, url }) => {
      fake.listed.push(url.search);
      const all = matching(fake, id, url.searchParams);
      const offset = Number(url.searchParams.get('offset') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? all.length);
      return { documents: all.slice(offset, offset + limit), total: all.length };
    },
    'GET /bases/:id/document-ids': ({ id, url }) => ({
      ids: matching(fake, id, url.searchParams).map((row) => row.id),
    }),
    'POST /bases/:id/removals': ({ request }) => eachOf(request, (id) => removeFrom(fake.documents, id)),
    'POST /bases/:id/retries': ({ request }) => eachOf(request, (id) => repair(document(id))),
    'POST /bases/:id/documents': async ({ id, request }) => ({
      files: [await takeFile(fake, find(fake.bases, id), request)],
    }),
    'GET /documents/:id': ({ id }) => document(id),
    'DELETE /documents/:id': ({ id }) => removeFrom(fake.documents, id),
    'POST /documents/:id/retry': ({ id }) => repair(document(id)),
  };
}

/** @throws Refusal */
export function find<Row extends { id: string }>(rows: readonly Row[], id: string): Row {
  return rows.find((row) => row.id === id) ?? fail(404, 'not-found', 'There is no such thing.');
}

export function removeFrom<Row extends { id: string }>(rows: Row[], id: string): undefined {
  rows.splice(rows.indexOf(find(rows, id)), 1);
}

function repair(document: LibraryDocument): LibraryDocument {
  return Object.assign(document, { status: 'ready', passages: 3, problem: undefined });
}

function matching(fake: State, baseId: string, query: URLSearchParams): LibraryDocument[] {
  const search = query.get('search')?.toLowerCase() ?? '';
  const state = query.get('state');
  const states = state === 'working' ? ['queued', 'working'] : [state];
  const rows = fake.documents.filter(
    ({ baseId: of, name, status }) =>
      of === baseId && name.toLowerCase().includes(search) && (state === null || states.includes(status)),
  );
  const sort = query.get('sort');
  if (sort === 'size') rows.sort((a, b) => a.size - b.size);
  if (sort === 'name') rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return sort !== null && query.get('direction') === 'down' ? rows.reverse() : rows;
}

async function takeFile(fake: State, base: Base, request: IncomingMessage) {
  const form = await new Response(await bytes(request), {
    headers: { 'content-type': String(request.headers['content-type']) },
  }).formData();
  const file = [...form.values()].find((value) => typeof value !== 'string');
  if (file === undefined) return fail(400, 'invalid-request', 'The request has no file.');
  await fake.uploadsHeld;
  // The parser of Node drops folders; the name as it was sent is in the bytes.
  const { name } = file;
  if (/\.(exe|png)$/.test(name)) {
    const message = `"${name}" is of a kind that cannot be read; convert it to PDF, DOCX, HTML, Markdown, CSV or text.`;
    return { name, outcome: 'refused', problem: { code: 'unsupported', message, retryable: false } };
  }
  const contentHash = await file.text();
  const twin = fake.documents.find((row) => row.baseId === base.id && row.contentHash === contentHash);
  if (twin !== undefined) return { name, outcome: 'duplicate', document: twin };
  const problem = {
    code: 'parse-failed',
    message: 'The file is damaged; export it again and add it once more.',
    retryable: false,
  };
  const broken = name.includes('broken');
  const document = fake.addDocument(base, name, {
    status: 'working',
    stage: 'embed',
    progress: 0.6,
    size: file.size,
    contentHash,
    passages: 0,
  });
  setTimeout(
    () => Object.assign(document, broken ? { status: 'failed', problem } : { status: 'ready', passages: 7 }),
    400,
  );
  return { name, outcome: 'added', document };
}

function counted(fake: State, base: Base): Base {
  const own = fake.documents.filter(({ baseId }) => baseId === base.id);
  const count = (status: string): number => own.filter((document) => document.status === status).length;
  const passages = own.reduce((sum, document) => sum + document.passages, 0);
  const bytesOfAll = own.reduce((sum, document) => sum + document.size, 0);
  const counts = { documents: own.length, ready: count('ready'), failed: count('failed') };
  return { ...base, ...counts, passages, bytes: bytesOfAll };
}
