import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerEnd, chunkOf, createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';
import { callerOf } from '../../../test/v1-caller.ts';

describe('/v1/conversation/completion', () => {
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

  it('passes on what the client asked for, and nothing of it to the store', async () => {
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

  it('tries another model without storing anything', async () => {
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

  it('asks again without doubling rows', async () => {
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
});
