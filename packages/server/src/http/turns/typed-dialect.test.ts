import {
  Base,
  ConversationView,
  DialogSummary,
  DocumentList,
  ServerStatus,
  SignedIn,
  Upload,
} from '@colloquy/protocol';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createHttpApp,
  FIRST_CODE,
  type HttpApp,
  LOCAL_TOKEN,
  type Resident,
} from '../../../test/http-app.ts';

const ACCOUNT = { email: 'ann@example.org', nickname: 'Ann', password: 'correct horse' };

describe('accounts of the typed dialect', () => {
  let house: HttpApp;
  const inject = (options: InjectOptions) => house.app.inject(options);
  beforeAll(async () => {
    house = await createHttpApp({ openRegistration: false });
  });
  afterAll(() => house.close());

  it('the first one needs the code, the next ones are refused', async () => {
    const status = async () => ServerStatus.parse((await inject({ url: '/status' })).json());
    expect(await status()).toEqual({ version: '1.2.3', needsFirstAccount: true, registrationOpen: false });

    const without = await inject({ method: 'POST', url: '/accounts', payload: ACCOUNT });
    expect([without.statusCode, without.json().code, without.json().field]).toEqual([
      403,
      'forbidden',
      'code',
    ]);

    const made = await inject({
      method: 'POST',
      url: '/accounts',
      payload: { ...ACCOUNT, code: FIRST_CODE },
    });
    expect(made.statusCode).toBe(201);
    const { token, account } = SignedIn.strict().parse(made.json());
    expect(account).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      email: 'ann@example.org',
      nickname: 'Ann',
    });
    expect(await status()).toMatchObject({ needsFirstAccount: false });

    const second = { ...ACCOUNT, email: 'bob@example.org', code: FIRST_CODE };
    expect((await inject({ method: 'POST', url: '/accounts', payload: second })).statusCode).toBe(403);
    for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
      const me = await inject({ url: '/account', headers: { authorization } });
      expect(me.json()).toEqual(account);
    }
  });

  it('signing in tells nothing about which accounts exist (S12)', async () => {
    const attempt = (email: string) =>
      inject({ method: 'POST', url: '/sessions', payload: { email, password: 'wrong' } });
    const known = await attempt('ann@example.org');
    const unknown = await attempt('nobody@example.org');
    expect(known.statusCode).toBe(401);
    expect(known.json()).toEqual({
      code: 'unauthenticated',
      message: 'E-mail and password do not match.',
      retryable: false,
    });
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
  });

  it('signing in opens a session and signing out ends it', async () => {
    const { email, password } = ACCOUNT;
    const { token } = (
      await inject({ method: 'POST', url: '/sessions', payload: { email, password } })
    ).json();
    const headers = { authorization: `Bearer ${token}` };
    expect((await inject({ method: 'DELETE', url: '/sessions/current', headers })).statusCode).toBe(204);
    const after = await inject({ url: '/account', headers });
    expect([after.statusCode, after.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('guessing is slowed down, and the answer says for how long', async () => {
    const payload = { email: 'carol@example.org', password: 'wrong' };
    for (let round = 0; round < 5; round++) await inject({ method: 'POST', url: '/sessions', payload });
    const refused = await inject({ method: 'POST', url: '/sessions', payload });
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      429,
      'rate-limited',
      '1',
    ]);
  });

  it('the local token acts as the owner, and alone may ask for a diagnosis', async () => {
    const headers = { authorization: `Bearer ${LOCAL_TOKEN}` };
    expect((await inject({ url: '/account', headers })).json()).toMatchObject({ nickname: 'Ann' });
    expect((await inject({ url: '/diagnosis', headers })).json()).toEqual({ checks: [] });
    const { email, password } = ACCOUNT;
    const { token } = (
      await inject({ method: 'POST', url: '/sessions', payload: { email, password } })
    ).json();
    expect((await inject({ url: '/diagnosis', headers: { authorization: token } })).statusCode).toBe(403);
  });

  it.each([
    ['not JSON', '{', 'application/json', 400, 'invalid-request'],
    ['empty', '', 'application/json', 400, 'invalid-request'],
    ['a list', '[]', 'application/json', 400, 'invalid-request'],
    ['another type', '<a/>', 'text/xml', 415, 'unsupported'],
    [
      'an unknown field',
      '{"email":"a@b.c","password":"x","role":"owner"}',
      'application/json',
      400,
      'invalid-request',
    ],
  ])('a body that is %s is refused with a sentence', async (_name, payload, type, status, code) => {
    const answer = await inject({
      method: 'POST',
      url: '/sessions',
      payload,
      headers: { 'content-type': type },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().message).toMatch(/^.{10,}\.$/);
  });
});

describe('library and conversations of the typed dialect', () => {
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

  it('keeps conversations: made, renamed, shown with every answer, deleted', async () => {
    expect(DialogSummary.parse((await as({ url: '/dialogs' })).json()[0]).id).toBe(ann.dialog.id);
    const made = await post('/conversations', {});
    expect([made.statusCode, made.json().name]).toEqual([201, 'New conversation']);
    const url = `/conversations/${made.json().id}`;
    expect((await as({ method: 'PATCH', url, payload: { name: ' Buttons ' } })).json().name).toBe('Buttons');
    for (let round = 0; round < 2; round++) {
      await (await post('/turns', { conversationId: made.json().id, messageId: 'q1', question: 'Which?' }))
        .body;
    }
    const view = ConversationView.parse((await as({ url })).json());
    expect(view.opener).toBe('Hi!');
    expect(
      view.exchanges.map(({ id, question, answers }) => [id, question, answers.map((item) => item.status)]),
    ).toEqual([['q1', 'Which?', ['done', 'done']]]);
    expect((await as({ method: 'DELETE', url })).statusCode).toBe(204);
    expect((await as({ url })).statusCode).toBe(404);
  });

  it('starts a turn without waiting when asked to', async () => {
    const payload = { conversationId: ann.conversationId, messageId: 'q9', question: 'Which?' };
    const answer = await as({
      method: 'POST',
      url: '/turns',
      payload,
      headers: { prefer: 'wait=0, respond-async' },
    });
    expect([answer.statusCode, answer.headers['preference-applied']]).toEqual([202, 'respond-async']);
    expect(answer.json()).toEqual({ turnId: expect.any(String), messageId: 'q9' });
    const events = await as({ url: String(answer.headers.location) });
    expect(events.body).toContain('"type":"answer-end"');
  });

  it.each([
    [{ conversationId: 'CONVERSATION', question: 'x', history: [] }, 'history'],
    [{ conversationId: 'CONVERSATION', question: 'x', dialogId: 'other' }, 'dialogId'],
    [{ question: '' }, 'question'],
    [{ question: 'x', tenantId: 'y' }, 'tenantId'],
  ])('names the field at fault: %#', async (payload, field) => {
    const { conversationId } = ann;
    const answer = await post(
      '/turns',
      'conversationId' in payload ? { ...payload, conversationId } : payload,
    );
    expect([answer.statusCode, answer.json().code, answer.json().field]).toEqual([
      400,
      'invalid-request',
      field,
    ]);
  });

  it('refuses a number of the last event that is none', async () => {
    const { turnId } = (
      await as({
        method: 'POST',
        url: '/turns',
        payload: { question: 'x' },
        headers: { prefer: 'respond-async' },
      })
    ).json();
    const headers = { 'last-event-id': 'abc' };
    expect((await as({ url: `/turns/${turnId}/events`, headers })).json()).toMatchObject({
      field: 'Last-Event-ID',
    });
    await as({ url: `/turns/${turnId}/events` });
  });
});
