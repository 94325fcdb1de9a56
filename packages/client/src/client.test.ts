import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LibraryDocument } from '@colloquy/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from './client.ts';

interface Received {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

let server: Server;
let url: string;
let received: Received[];
/** The next answers: status and body. */
let answers: { readonly status: number; readonly body?: unknown; readonly raw?: string }[];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const bytes of request) body += String(bytes);
    const { authorization, 'content-type': type } = request.headers;
    received.push({ line: `${request.method} ${request.url}`, authorization, type, body });
    const { status, body: value, raw } = answers.shift() ?? { status: 200, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(raw ?? (value === undefined ? undefined : JSON.stringify(value)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function document(id: string, status: LibraryDocument['status']): LibraryDocument {
  const common = { mediaType: 'text/plain', size: 1, contentHash: id, progress: 0, passages: 0 };
  return { id, baseId: 'b', name: id, status, createdAt: 1, updatedAt: 1, ...common };
}

test('every request carries the token in force', async () => {
  let token: string | undefined;
  const client = createClient({ baseUrl: `${url}/`, token: () => token });
  await client.status();
  token = 'secret';
  await client.account();
  expect(received.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer secret']);
});

test('methods and paths are those of the typed dialect; ids cannot change them', async () => {
  const client = createClient({ baseUrl: url });
  answers = [{ status: 204 }];
  await client.deleteBase('../x?y');
  await client.documentText('d', { start: 3, end: 9 });
  await client.renameConversation('c', 'New');
  await client.startTurn({ question: 'q' });
  await client.stopTurn('t');
  expect(received.map(({ line, body }) => `${line} ${body}`.trim())).toEqual([
    'DELETE /bases/..%2Fx%3Fy',
    'GET /documents/d/text?start=3&end=9',
    'PATCH /conversations/c {"name":"New"}',
    'POST /turns {"question":"q"}',
    'POST /turns/t/stop {}',
  ]);
});

test('a refusal has status, code, field and sentence', async () => {
  const problem = { code: 'conflict', message: 'There is one.', retryable: false, field: 'name' };
  answers = [{ status: 409, body: problem }];
  const refused = createClient({ baseUrl: url }).createBase({ name: 'x' });
  await expect(refused).rejects.toMatchObject({ status: 409, code: 'conflict', problem });
});

test('an answer that is no problem of ours still gives a sentence', async () => {
  answers = [{ status: 502, raw: '<html>Bad gateway</html>' }];
  await expect(createClient({ baseUrl: url }).bases()).rejects.toMatchObject({
    status: 502,
    problem: { retryable: true, message: expect.stringContaining('502') },
  });
});

test('a server that is not there is unreachable', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
  await expect(client.status()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('an aborted request rejects with the reason of its signal', async () => {
  const reason = new Error('left');
  await expect(createClient({ baseUrl: url }).bases(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('files are uploaded with their folders in one request', async () => {
  answers = [{ status: 200, body: { files: [] } }];
  await createClient({ baseUrl: url }).addDocuments('b', [
    { name: 'guide/ü.md', data: new TextEncoder().encode('# One') },
    { name: 'two.txt', data: new Blob(['two']) },
  ]);
  expect(received[0]?.line).toBe('POST /bases/b/documents');
  expect(received[0]?.type).toMatch(/^multipart\/form-data; boundary=/);
  expect(received[0]?.body).toContain('filename="guide/ü.md"');
  expect(received[0]?.body).toContain('# One');
  expect(received[0]?.body).toContain('filename="two.txt"');
});

test('waiting ends when all wanted documents are ready or have failed', async () => {
  const other = document('other', 'queued');
  answers = [
    { status: 200, body: { documents: [document('a', 'queued'), document('b', 'working'), other] } },
    { status: 200, body: { documents: [document('a', 'ready'), document('b', 'working'), other] } },
    { status: 200, body: { documents: [document('a', 'ready'), document('b', 'failed'), other] } },
  ];
  const looks: string[] = [];
  const done = await createClient({ baseUrl: url }).waitForDocuments('b', {
    ids: ['a', 'b'],
    interval: 1,
    onProgress: (documents) => looks.push(documents.map(({ status }) => status).join(' ')),
  });
  expect(looks).toEqual(['queued working', 'ready working', 'ready failed']);
  expect(done.map(({ status }) => status)).toEqual(['ready', 'failed']);
});
