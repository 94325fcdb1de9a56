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
