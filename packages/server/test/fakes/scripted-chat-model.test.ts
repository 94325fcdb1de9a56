import { expect, it } from 'vitest';
import type { ChatCall, ModelEvent } from '../../src/ports/chat-model.ts';
import { collect } from '../collect.ts';
import { scriptedChatModel } from './scripted-chat-model.ts';

function callWith(signal: AbortSignal = new AbortController().signal): ChatCall {
  return { system: '', messages: [], settings: {}, signal };
}

it('plays its script, adds an end, and records the call', async () => {
  const model = scriptedChatModel(['a', { type: 'reasoning-delta', delta: 'b' }]);
  const call = callWith();
  const events: ModelEvent[] = await collect(model.stream(call));
  expect(events.map((event) => event.type)).toEqual(['text-delta', 'reasoning-delta', 'end']);
  expect(model.calls).toEqual([call]);
  expect(model.open).toBe(0);
});

it('wakes from a pause when the signal aborts', async () => {
  const controller = new AbortController();
  const model = scriptedChatModel(() => ['a', new Promise(() => {}), 'never']);
  const events = model.stream(callWith(controller.signal))[Symbol.asyncIterator]();
  await events.next();
  const next = events.next();
  controller.abort();
  await expect(next).rejects.toThrow(/abort/i);
  expect(model.open).toBe(0);
});

it('throws the errors of its script', async () => {
  const model = scriptedChatModel((_call, index) => (index === 0 ? [new Error('down')] : ['up']));
  await expect(collect(model.stream(callWith()))).rejects.toThrow('down');
  expect(await collect(model.stream(callWith()))).toHaveLength(2);
});
