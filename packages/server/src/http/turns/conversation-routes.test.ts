import { ConversationView, DialogSummary } from '@colloquy/protocol';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';

describe('conversations and turns of the typed dialect', () => {
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

  const shown = async (id: string) =>
    ConversationView.parse((await as({ url: `/conversations/${id}` })).json());

  it('takes a request without a body whatever type it names', async () => {
    const { id } = (await as({ method: 'POST', url: '/conversations', payload: {} })).json();
    const headers = { 'content-type': 'application/json' };
    expect((await as({ method: 'DELETE', url: `/conversations/${id}`, headers })).statusCode).toBe(204);
    const bad = await as({ method: 'POST', url: '/conversations', headers, payload: '{' });
    expect([bad.statusCode, bad.json().code]).toEqual([400, 'invalid-request']);
    const hostile = await as({ method: 'POST', url: '/conversations', headers, payload: '{"__proto__":{}}' });
    expect(hostile.statusCode).toBe(400);
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

  it('an edited question takes the place of the old one and of all behind it', async () => {
    const { id } = (await post('/conversations', {})).json();
    const ask = async (messageId: string, change: object = {}) =>
      post('/turns', { conversationId: id, messageId, question: `Which ${messageId}?`, ...change });
    for (const messageId of ['q1', 'q2', 'q3']) await (await ask(messageId)).body;
    const removed = (await shown(id)).exchanges.at(-1)?.answers[0]?.turnId ?? '';
    await (await ask('q4', { replaces: 'q2' })).body;
    expect((await shown(id)).exchanges.map(({ question }) => question)).toEqual(['Which q1?', 'Which q4?']);
    expect((await as({ url: `/turns/${removed}/events` })).statusCode).toBe(404);
    // Sent once more, it asks for another answer and replaces nothing.
    await (await ask('q4', { replaces: 'q2' })).body;
    expect((await shown(id)).exchanges.map(({ answers }) => answers.length)).toEqual([1, 2]);
    const missing = await ask('q5', { replaces: 'q2' });
    expect([missing.statusCode, missing.json().field]).toEqual([404, 'replaces']);
    expect((await ask('q5', { replaces: 'q5' })).statusCode).toBe(400);
    expect((await post('/turns', { question: 'x', replaces: 'q1' })).json().field).toBe('replaces');
  });

  it('keeps what a person thinks of an answer until it is taken back', async () => {
    const { id } = (await post('/conversations', {})).json();
    await (await post('/turns', { conversationId: id, messageId: 'q1', question: 'Which?' })).body;
    const turnId = (await shown(id)).exchanges[0]?.answers[0]?.turnId ?? '';
    const rate = (payload: object) => as({ method: 'PUT', url: `/turns/${turnId}/feedback`, payload });
    expect((await rate({ thumb: 'down', text: ' Wrong page. ' })).statusCode).toBe(204);
    const feedback = async () => (await shown(id)).exchanges[0]?.answers[0]?.feedback;
    expect(await feedback()).toEqual({ thumb: 'down', text: 'Wrong page.' });
    expect((await rate({ thumb: null })).statusCode).toBe(204);
    expect(await feedback()).toBeUndefined();
    expect((await rate({ thumb: 'sideways' })).json().field).toBe('thumb');
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
    for (const none of ['abc', '1e3', '0x2', '1.5', '-1', ' 2 3']) {
      const headers = { 'last-event-id': none };
      expect((await as({ url: `/turns/${turnId}/events`, headers })).json()).toMatchObject({
        field: 'Last-Event-ID',
      });
    }
    await as({ url: `/turns/${turnId}/events` });
  });
});
