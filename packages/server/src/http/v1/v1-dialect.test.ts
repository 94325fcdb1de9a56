import { constants, publicEncrypt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerEnd,
  chunkOf,
  createHttpApp,
  FIRST_CODE,
  type HttpApp,
  type Resident,
} from '../../../test/http-app.ts';

const REGISTRATION = { nickname: 'Ann', email: 'ann@example.org', password: 'line one\nline two\n' };

function callerOf(house: () => HttpApp) {
  return async (
    url: string,
    payload?: object | string,
    authorization?: string,
    type = 'application/json',
  ) => {
    const headers = {
      ...(authorization ? { authorization } : {}),
      ...(payload === undefined ? {} : { 'content-type': type }),
    };
    const method = payload === undefined ? 'GET' : 'POST';
    const answer = await house().app.inject({ method, url: `/v1${url}`, headers, payload });
    expect(answer.statusCode).toBe(200);
    return { body: answer.json(), token: String(answer.headers.authorization ?? '') };
  };
}

describe('/v1/user', () => {
  let house: HttpApp;
  const call = callerOf(() => house);
  beforeAll(async () => {
    house = await createHttpApp({ openRegistration: false, now: () => Date.UTC(2025, 11, 26, 8) });
  });
  afterAll(() => house.close());

  it('registers the first account with the code, and then nobody', async () => {
    expect((await call('/user/register', { email: 'x' })).body).toEqual({
      code: 101,
      message: 'required argument are missing: nickname,password; ',
      data: null,
    });
    const disabled = { code: 103, message: 'User registration is disabled!', data: false };
    expect((await call('/user/register', REGISTRATION)).body).toEqual(disabled);
    expect((await call('/user/register', { ...REGISTRATION, email: 'x' })).body.message).toBe(
      'Invalid email address: x!',
    );
    const { body, token } = await call('/user/register', { ...REGISTRATION, code: FIRST_CODE });
    expect(body).toMatchObject({ code: 0, message: 'Ann, welcome aboard!' });
    expect(Object.keys(body.data)).toEqual(
      (
        'id nickname email avatar language color_schema timezone last_login_time login_channel is_authenticated ' +
        'is_active is_anonymous is_superuser status create_time create_date update_time update_date'
      ).split(' '),
    );
    expect(body.data).toMatchObject({
      update_time: 1_766_736_000_000,
      update_date: 'Fri, 26 Dec 2025 08:00:00 GMT',
    });
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect((await call('/user/register', { ...REGISTRATION, code: FIRST_CODE })).body).toEqual(disabled);
    expect((await call('/user/info', undefined, token)).body.data.email).toBe('ann@example.org');
  });

  it.each([
    [{}, 'Unauthorized!'],
    [{ email: 'who@example.org', password: 'x' }, 'Email: who@example.org is not registered!'],
    [{ email: 'ann@example.org', password: 'x' }, 'Email and password do not match!'],
  ])('refuses a login in the words of the contract: %j', async (payload, message) => {
    expect((await call('/user/login', payload)).body).toEqual({ code: 109, message, data: false });
  });

  it('logs in with the password as JSON, as a form, and wrapped with the public key', async () => {
    const { email, password } = REGISTRATION;
    const form = new URLSearchParams({ email, password: password.replaceAll('\n', '\r\n') }).toString();
    const key = (await call('/user/public_key')).body.data;
    const inner = Buffer.from(Buffer.from(password).toString('base64'));
    const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, inner).toString('base64');
    const logins = [
      await call('/user/login', { email, password }),
      await call('/user/login', form, undefined, 'application/x-www-form-urlencoded'),
      await call('/user/login', { email, password: wrapped }),
    ];
    expect(logins.map(({ body }) => [body.code, body.message])).toEqual(Array(3).fill([0, 'Welcome back!']));
    expect(new Set(logins.map(({ token }) => token)).size).toBe(3);
    const [first, second] = logins.map(({ token }) => token);
    expect((await call('/user/logout', undefined, first)).body).toEqual({
      code: 0,
      message: 'success',
      data: true,
    });
    expect((await call('/user/info', undefined, first)).body.code).toBe(401);
    expect((await call('/user/info', undefined, `Bearer ${second}`)).body.code).toBe(0);
  });
});

describe('/v1/dialog and /v1/conversation', () => {
  let house: HttpApp;
  let ann: Resident;
  const loose = callerOf(() => house);
  const call = async (url: string, payload?: object | string) => (await loose(url, payload, ann.token)).body;
  beforeAll(async () => {
    house = await createHttpApp({ now: () => 2_000 });
    ann = await house.settle('ann');
  });
  afterAll(() => house.close());

  const complete = (more: object) =>
    call('/conversation/completion', { conversation_id: ann.conversationId, stream: false, ...more });

  it('lists assistants, and gives one', async () => {
    const list = await call('/dialog/list');
    expect(list).toMatchObject({ code: 0, message: 'success' });
    expect(list.data).toEqual([(await call(`/dialog/get?dialog_id=${ann.dialog.id}`)).data]);
    expect(list.data[0]).toMatchObject({
      id: ann.dialog.id,
      kb_ids: [ann.base.id],
      kb_names: ['Handbook'],
      status: '1',
    });
    expect(await call('/dialog/get?dialog_id=none')).toEqual({ code: 102, message: 'Dialog not found!' });
    expect(await call('/dialog/get')).toEqual({
      code: 100,
      message: "<BadRequestKeyError '400: Bad Request'>",
      data: null,
    });
  });

  it('makes a conversation with the id that the client chose', async () => {
    const wish = {
      conversation_id: 'my-own-id',
      is_new: true,
      dialog_id: ann.dialog.id,
      name: 'n'.repeat(300),
    };
    const made = await call('/conversation/set', wish);
    expect(made).toEqual({
      code: 0,
      message: 'success',
      data: {
        id: 'my-own-id',
        dialog_id: ann.dialog.id,
        name: 'n'.repeat(255),
        message: [{ role: 'assistant', content: 'Hi!' }],
        user_id: ann.tenantId,
        reference: [],
      },
    });
    expect((await call('/conversation/set', wish)).code).toBe(102);
    expect((await call('/conversation/set', { ...wish, conversation_id: undefined })).data.id).toMatch(
      /^[0-9a-f]{32}$/,
    );
    const twice = [1, 2].map(() =>
      call('/conversation/set', { ...wish, conversation_id: 'at-the-same-moment' }),
    );
    expect((await Promise.all(twice)).map(({ code }) => code).sort()).toEqual([0, 102]);
  });

  it.each([
    ['set', { conversation_id: 'x' }, 101, 'required argument are missing: is_new; '],
    ['set', { is_new: true, dialog_id: 'none' }, 102, 'Dialog not found'],
    [
      'set',
      { is_new: true, dialog_id: 'DIALOG', conversation_id: '../x' },
      101,
      '`conversation_id` may have 1 to 64 letters, digits, `-` and `_`.',
    ],
    ['set', { is_new: false, conversation_id: 'none' }, 102, 'Conversation not found!'],
    ['rm', {}, 101, 'required argument are missing: conversation_ids; '],
    ['rm', { conversation_ids: ['none'] }, 102, 'Conversation not found!'],
    ['stop', {}, 101, 'required argument are missing: conversation_id; '],
    ['stop', { conversation_id: 'none' }, 102, 'Conversation not found!'],
    ['completion', {}, 101, 'required argument are missing: conversation_id,messages; '],
    [
      'completion',
      { conversation_id: 'none', messages: [{ role: 'user', content: 'x' }] },
      102,
      'Conversation not found!',
    ],
    [
      'completion',
      { conversation_id: 'x', messages: [] },
      101,
      '`messages` must hold at least one message from the user.',
    ],
    ['completion', '"text"', 100, `AttributeError("'str' object has no attribute 'get'")`],
  ] as const)('/%s %j answers %i', async (action, payload, code, message) => {
    const body =
      typeof payload === 'string' ? payload : JSON.stringify(payload).replace('DIALOG', ann.dialog.id);
    const answer = await call(`/conversation/${action}`, body);
    expect(answer).toEqual(code === 102 ? { code, message } : { code, message, data: null });
  });

  it('answers with references, and gives them again paired by answer (P11)', async () => {
    const chunk = chunkOf(ann.document);
    const { id: chunkId, documentId, knowledgeBaseId } = chunk;
    const references = [{ chunkId, documentId, knowledgeBaseId, score: 0.5, textScore: 0.5, vectorScore: 0 }];
    const mark = {
      marker: 0,
      chunkId,
      documentId,
      span: { start: 0, end: 5 },
      position: 6,
      origin: 'model' as const,
    };
    house.answerWith(async function* ({ request }) {
      const cited = request.question.text === 'With sources?';
      const end = answerEnd('Press [ID:0]', 'Hm');
      yield { type: 'reasoning-delta', delta: 'Hm' };
      yield { type: 'text-delta', delta: 'Press [ID:0]', ...(cited ? { citations: [mark] } : {}) };
      yield cited ? { ...end, answer: { ...end.answer, references, citations: [mark] } } : end;
    });
    const first = await complete({ messages: [{ role: 'user', content: 'Without?', id: 'a' }] });
    const second = await complete({
      messages: [{ role: 'user', content: 'With sources?', id: 'b', doc_ids: [documentId] }],
    });
    expect(first.data.reference).toEqual({ total: 0, chunks: [], doc_aggs: [] });
    expect(second.data).toMatchObject({
      answer: '<think>Hm</think>Press [ID:0]',
      id: 'b',
      session_id: ann.conversationId,
    });
    expect(second.data.reference.chunks[0]).toMatchObject({
      id: chunkId,
      content: chunk.text,
      positions: [[2, 10, 30, 20, 40]],
    });

    const shown = await call(`/conversation/get?conversation_id=${ann.conversationId}`);
    expect(shown.data.message).toEqual([
      { role: 'assistant', content: 'Hi!' },
      { role: 'user', content: 'Without?', id: 'a', created_at: 2 },
      { role: 'assistant', content: '<think>Hm</think>Press [ID:0]', id: 'a', created_at: 2, status: 'done' },
      { role: 'user', content: 'With sources?', id: 'b', doc_ids: [documentId], created_at: 2 },
      { role: 'assistant', content: '<think>Hm</think>Press [ID:0]', id: 'b', created_at: 2, status: 'done' },
    ]);
    expect(shown.data.reference).toEqual([first.data.reference, second.data.reference]);
    expect(shown.data.avatar).toBe('');
  });

  it('passes on what the client asked for, and nothing of it to the store (D5)', async () => {
    let seen: object = {};
    house.answerWith(async function* ({ request }) {
      seen = request;
      yield answerEnd('');
    });
    const messages = [{ role: 'user', content: 'Q', id: 'c' }];
    await complete({ messages, quote: 'false', doc_ids: 'd1,d2', tone: 'dry' });
    expect(seen).toMatchObject({ cite: false, documentIds: ['d1', 'd2'], variables: { tone: 'dry' } });
    expect(seen).toHaveProperty('conversation.id', ann.conversationId);
  });

  it('tries another model without storing anything (decision 7)', async () => {
    const before = await house.repositories.conversations.messages(ann.conversationId);
    let seen: object = {};
    house.answerWith(async function* ({ request }) {
      seen = request;
      yield answerEnd('From the other one.');
    });
    const messages = [{ role: 'user', content: 'Q', id: 'other' }];
    const answer = await complete({ messages, llm_id: 'other@Offline', temperature: 0.5 });
    expect(answer.data).toMatchObject({
      answer: 'From the other one.',
      conversation_id: ann.conversationId,
      id: 'other',
    });
    expect(seen).toMatchObject({ model: { ref: 'other@Offline', settings: { temperature: 0.5 } } });
    expect(seen).not.toHaveProperty('conversation');
    expect(await house.repositories.conversations.messages(ann.conversationId)).toEqual(before);
    const refused = await complete({ messages, llm_id: 'gone@Offline' });
    expect(refused).toEqual({ code: 102, message: 'Cannot use specified model gone@Offline.' });
  });

  it('asks again without doubling rows (D5)', async () => {
    house.answerWith(async function* () {
      yield answerEnd('Again.');
    });
    const payload = { is_new: true, dialog_id: ann.dialog.id };
    const { id } = (await call('/conversation/set', payload)).data;
    const messages = [{ role: 'user', content: 'Q', id: 'same' }];
    for (let round = 0; round < 3; round++)
      await call('/conversation/completion', { conversation_id: id, messages, stream: false });
    const { data } = await call(`/conversation/get?conversation_id=${id}`);
    expect(data.message).toHaveLength(3);
    expect(data.reference).toHaveLength(1);
  });

  it('lists conversations newest first, and removes those before a bad one', async () => {
    const ids = await Promise.all(
      [1, 2].map(
        async () =>
          (await call('/conversation/set', { is_new: true, dialog_id: ann.dialog.id })).data.id as string,
      ),
    );
    const list = await call(`/conversation/list?dialog_id=${ann.dialog.id}`);
    expect(list.data.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(ids));
    expect(await call('/conversation/list?dialog_id=none')).toEqual({
      code: 103,
      message: 'Only owner of dialog authorized for this operation.',
      data: false,
    });
    expect((await call('/conversation/rm', { conversation_ids: [ids[0], 'none', ids[1]] })).code).toBe(102);
    expect(await house.repositories.conversations.find(ids[0] ?? '')).toBeUndefined();
    expect(await house.repositories.conversations.find(ids[1] ?? '')).toBeDefined();
    expect(await call('/conversation/rm', { conversation_ids: [ids[1]] })).toEqual({
      code: 0,
      message: 'success',
      data: true,
    });
  });
});
