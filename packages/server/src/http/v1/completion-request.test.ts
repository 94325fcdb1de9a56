import { describe, expect, it } from 'vitest';
import { toCompletionRequest } from './completion-request.ts';

const ask = (more: object = {}, ...messages: object[]) =>
  toCompletionRequest({ conversation_id: 'c', messages, ...more });
const user = (content: string, id?: string) => ({ role: 'user', content, ...(id ? { id } : {}) });
const assistant = (content: string, id?: string) => ({ role: 'assistant', content, ...(id ? { id } : {}) });

describe('a completion as old clients ask for it', () => {
  it('takes the last message as the question and the others as history', () => {
    const system = { role: 'system', content: 'Obey.' };
    const request = ask({}, assistant('Hi!'), system, user('A', '1'), assistant('B', '1'), user('C', '2'));
    expect(request.question).toEqual({ id: '2', text: 'C', documentIds: [] });
    expect(request.history).toEqual([
      { role: 'user', content: 'A', id: '1' },
      { role: 'assistant', content: 'B', id: '1' },
    ]);
    expect(request).toMatchObject({
      conversationId: 'c',
      stream: true,
      cite: true,
      variables: {},
      model: undefined,
    });
  });

  it('gives a question without id one', () => {
    expect(ask({}, user('A')).question.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('reads documents of the message and of the request', () => {
    const request = ask({ doc_ids: 'd1,d2' }, { ...user('A', '1'), doc_ids: ['d3'], files: [] });
    expect(request.documentIds).toEqual(['d1', 'd2']);
    expect(request.question.documentIds).toEqual(['d3']);
  });

  it('fills variables from keys that it does not know', () => {
    const more = {
      stream: false,
      quote: false,
      tone: 'dry',
      year: 1999,
      brief: true,
      nested: {},
      temperature: 1,
    };
    const request = ask(more, user('A'));
    expect(request).toMatchObject({ stream: false, cite: false });
    expect(request.variables).toEqual({ tone: 'dry', year: '1999', brief: 'true' });
  });

  it('takes parameters only together with a model, and zero as absent', () => {
    expect(ask({ temperature: 0.5 }, user('A')).model).toBeUndefined();
    expect(ask({ llm_id: 'm@f', temperature: 0.5, top_p: 0, max_tokens: 9 }, user('A')).model).toEqual({
      ref: 'm@f',
      settings: { temperature: 0.5, maxOutputTokens: 9 },
    });
  });

  it.each([-5, 0.5, '1e-3', 'many'])('refuses %s as a number of tokens', (max_tokens) => {
    expect(() => ask({ llm_id: 'm@f', max_tokens }, user('A'))).toThrow(
      expect.objectContaining({ code: 101 }),
    );
  });

  it.each([
    [[], 101, '`messages` must hold at least one message from the user.'],
    [[{ role: 'system', content: 'x' }], 101, '`messages` must hold at least one message from the user.'],
    [[user('A'), assistant('B')], 102, 'The last content of this conversation is not from user.'],
    ['text', 101, '`messages` must be a list of messages.'],
    [[7], 101, 'Message 0 must be an object.'],
    [
      [user('A'), { role: 'user' }],
      101,
      'Message 1 must have a role (user, assistant or system) and a text as content.',
    ],
  ])('says what is wrong with the messages: %#', (messages, code, message) => {
    expect(() => toCompletionRequest({ conversation_id: 'c', messages })).toThrow(
      expect.objectContaining({ code, message }),
    );
  });
});
