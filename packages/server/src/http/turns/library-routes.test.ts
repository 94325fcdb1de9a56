import { Base, DocumentList, Upload } from '@colloquy/protocol';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';

describe('the library of the typed dialect', () => {
  let house: HttpApp;
  let ann: Resident;
  beforeAll(async () => {
    house = await createHttpApp();
    ann = await house.settle('ann');
  });
  afterAll(() => house.close());

  const as = (options: InjectOptions) =>
    house.app.inject({ ...options, headers: { ...house.headers(ann), ...options.headers } });
  const post = (url: string, payload: object) => as({ method: 'POST', url, payload });

  function upload(
    files: readonly (readonly [name: string, text: string])[],
  ): Promise<Awaited<ReturnType<typeof as>>> {
    const parts = files.map(
      ([name, text]) =>
        `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n`,
    );
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    return as({
      method: 'POST',
      url: `/bases/${ann.base.id}/documents`,
      headers,
      payload: `${parts.join('')}--b--\r\n`,
    });
  }

  it('makes bases; a key names one for ever', async () => {
    const made = await post('/bases', { name: 'Manuals', key: '/home/ann/manuals' });
    expect(made.statusCode).toBe(201);
    const base = Base.strict().parse(made.json());
    const again = await post('/bases', { name: 'Other name', key: '/home/ann/manuals' });
    expect([again.statusCode, again.json()]).toEqual([200, base]);
    const twice = await post('/bases', { name: 'MANUALS' });
    expect([twice.statusCode, twice.json().code]).toEqual([409, 'conflict']);
    expect(z.array(Base).parse((await as({ url: '/bases' })).json())).toHaveLength(2);
    expect((await as({ method: 'DELETE', url: `/bases/${base.id}` })).statusCode).toBe(204);
    expect((await as({ url: `/bases/${base.id}/documents` })).statusCode).toBe(404);
  });

  it('takes many files at once, each with its own outcome (P19)', async () => {
    const answer = await upload([
      ['guide/one.txt', 'One.'],
      ['bad.exe', 'x'.repeat(500_000)],
      ['large.txt', 'y'.repeat(1_001)],
      ['copy.txt', 'One.'],
      ['n\u00e4me \u4e2d.txt', 'Two.'],
    ]);
    expect(answer.statusCode).toBe(200);
    const { files } = Upload.parse(answer.json());
    expect(files.map(({ name, outcome, problem }) => [name, outcome, problem?.code])).toEqual([
      ['guide/one.txt', 'added', undefined],
      ['bad.exe', 'refused', 'unsupported'],
      ['large.txt', 'refused', 'too-large'],
      ['copy.txt', 'duplicate', undefined],
      ['n\u00e4me \u4e2d.txt', 'added', undefined],
    ]);
    const list = DocumentList.parse((await as({ url: `/bases/${ann.base.id}/documents?limit=2` })).json());
    expect([list.documents.length, list.total]).toEqual([2, 3]);
  });

  it('refuses an upload without files, and one that is no form', async () => {
    expect((await upload([])).json()).toMatchObject({ code: 'invalid-request' });
    const json = await post(`/bases/${ann.base.id}/documents`, { file: 'x' });
    expect([json.statusCode, json.json().code]).toEqual([415, 'unsupported']);
  });

  it.each([
    ['multipart/form-data', 'x'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="half.txt"\r\n\r\nIt ends her',
    ],
  ])('says that a form without boundary or end is at fault: %#', async (type, payload) => {
    const url = `/bases/${ann.base.id}/documents`;
    const { total } = (await as({ url })).json();
    const answer = await as({ method: 'POST', url, headers: { 'content-type': type }, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request']);
    expect((await as({ url })).json().total).toBe(total);
  });

  it('gives text by offsets, and the original as a download that no browser runs (S6)', async () => {
    const { id } = ann.document;
    const part = await as({ url: `/documents/${id}/text?start=6&end=9` });
    expect(part.json()).toEqual({
      documentId: id,
      name: 'guide.txt',
      start: 6,
      end: 9,
      length: 21,
      text: 'the',
    });
    expect((await as({ url: `/documents/${id}/text?start=x` })).json()).toMatchObject({ field: 'start' });
    const original = await as({ url: `/documents/${id}/content` });
    expect(original.body).toBe('Press the red button.');
    expect(original.headers).toMatchObject({
      'content-disposition': "attachment; filename*=UTF-8''guide.txt",
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'text/plain',
      'x-content-type-options': 'nosniff',
    });
  });

  it('writes any name into the download header without letting it out', async () => {
    const name = 'a/b"c\r\nx-evil: 1\u2028\'(*).txt';
    await house.repositories.documents.save({ ...ann.document, name, mediaType: 'text/html\r\nx: y' });
    const { headers } = await as({ url: `/documents/${ann.document.id}/content` });
    expect(headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''b%22c%0D%0Ax-evil%3A%201%E2%80%A8%27%28%2A%29.txt",
    );
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers).not.toHaveProperty('x-evil');
  });

  it('shows a document, says why a retry makes no sense, and deletes it', async () => {
    const url = `/documents/${ann.document.id}`;
    expect((await as({ url })).json()).toMatchObject({ baseId: ann.base.id, status: 'ready', passages: 1 });
    expect((await as({ method: 'POST', url: `${url}/retry` })).statusCode).toBe(409);
    expect((await as({ method: 'DELETE', url })).statusCode).toBe(204);
    expect((await as({ url })).statusCode).toBe(404);
  });
});
