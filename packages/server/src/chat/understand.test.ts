import { expect, it } from 'vitest';
import { scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { AppError } from '../domain/errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { loadPrompts } from '../prompts/prompt.ts';
import { understand } from './understand.ts';

const prompts = loadPrompts();
const HISTORY = [
  { role: 'user' as const, content: 'How much annual leave do I get?' },
  { role: 'assistant' as const, content: '26 days [ID:0].' },
];

function ask(
  model: ChatModel,
  wishes = {},
  history = HISTORY,
  signal = new AbortController().signal,
  question = 'And in the second year?',
) {
  return understand({
    question,
    history,
    wishes: { rewriteFollowUps: true, translateInto: [], addKeywords: false, ...wishes },
    model,
    prompts,
    today: '2026-03-04',
    signal,
  });
}

it('lets the model rewrite a follow-up, with the conversation and the date', async () => {
  const model = scriptedChatModel(['How much annual leave ', 'in the second year?\nThat is it.']);
  expect(await ask(model)).toEqual({ searchText: 'How much annual leave in the second year?' });
  expect(model.calls[0]?.system).toContain('2026-03-04');
  expect(model.calls[0]?.messages).toEqual([
    {
      role: 'user',
      content: [
        {
          type: 'text',
          text: 'Conversation:\nPerson: How much annual leave do I get?\nAssistant: 26 days.\n\nNew question:\nAnd in the second year?',
        },
      ],
    },
  ]);
});

it('falls back to the question with its context when the model fails or says nothing', async () => {
  const context = { searchText: 'And in the second year?', context: 'How much annual leave do I get?' };
  expect(await ask(scriptedChatModel([new AppError('rate-limited', 'Slow down.')]))).toEqual(context);
  expect(await ask(scriptedChatModel(['  \n']))).toEqual(context);
  expect(await ask(scriptedChatModel(['x'.repeat(5_000)]))).toEqual(context);
});

it('asks no model that cannot follow instructions, and none for a first question', async () => {
  const offline = scriptedChatModel(['never'], { followsInstructions: false });
  expect(await ask(offline, { translateInto: ['German'], addKeywords: true })).toMatchObject({
    searchText: 'And in the second year?',
  });
  const model = scriptedChatModel(['never']);
  expect(await ask(model, {}, [])).toEqual({ searchText: 'And in the second year?' });
  expect(offline.calls.length + model.calls.length).toBe(0);
});

it('adds translations and keywords that the dialog asks for', async () => {
  const model = scriptedChatModel(({ system }) =>
    system.includes('German')
      ? ['Und im zweiten Jahr?\nEt la deuxième année ?\nextra']
      : ['leave, year; seniority, more'],
  );
  const wishes = { rewriteFollowUps: false, translateInto: ['German', 'French'], addKeywords: true };
  expect((await ask(model, wishes)).searchText).toBe(
    'And in the second year?\nUnd im zweiten Jahr?\nEt la deuxième année ?\nleave year seniority',
  );
});

it('lets the abort of the turn through', async () => {
  const controller = new AbortController();
  const model = scriptedChatModel([new Promise(() => {})]);
  const understanding = ask(model, {}, HISTORY, controller.signal);
  controller.abort(new AppError('cancelled', 'The answer was stopped.'));
  await expect(understanding).rejects.toMatchObject({ code: 'cancelled' });
});

it('asks no model about a question that is very long', async () => {
  const model = scriptedChatModel(['never']);
  const question = 'And in the second year? '.repeat(500);
  const wishes = { translateInto: ['German'], addKeywords: true };
  expect((await ask(model, wishes, HISTORY, undefined, question)).searchText).toBe(question);
  expect(model.calls).toEqual([]);
});
