import { expect, it } from 'vitest';
import { scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import type { ChatCall } from '../ports/chat-model.ts';
import { generateText } from './generate-text.ts';

const call: ChatCall = { system: '', messages: [], settings: {}, signal: new AbortController().signal };

it('gathers all that a model says', async () => {
  const tool = { id: '1', name: 'look', input: {} };
  const model = scriptedChatModel([
    { type: 'reasoning-delta', delta: 'Hm' },
    'a',
    'b',
    { type: 'tool-call', call: tool },
    { type: 'end', finishReason: 'tool-calls', usage: { inputTokens: 1, outputTokens: 2 } },
  ]);
  expect(await generateText(model, call)).toEqual({
    text: 'ab',
    reasoning: 'Hm',
    toolCalls: [tool],
    finishReason: 'tool-calls',
    usage: { inputTokens: 1, outputTokens: 2 },
  });
});

it('does not take a stream without an end for an answer', async () => {
  const model = { ...scriptedChatModel([]), async *stream() {} };
  await expect(generateText(model, call)).rejects.toMatchObject({ code: 'model-unavailable' });
});
