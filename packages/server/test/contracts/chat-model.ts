import { describe, expect, it } from 'vitest';
import type { ChatCall, ChatModel, ModelEvent } from '../../src/ports/chat-model.ts';
import { collect } from '../collect.ts';

/** What a chat model has to be for the suite: it answers `call` with several text deltas. */
export interface ChatModelUnderTest {
  readonly model: ChatModel;
  readonly call: Omit<ChatCall, 'signal'>;
}

/** What every chat model keeps to. `subject` is asked once a test. */
export function chatModelContract(name: string, subject: () => ChatModelUnderTest): void {
  const start = (signal: AbortSignal = new AbortController().signal) => {
    const { model, call } = subject();
    return model.stream({ ...call, signal })[Symbol.asyncIterator]();
  };
  const all = () => {
    const { model, call } = subject();
    return collect(model.stream({ ...call, signal: new AbortController().signal }));
  };

  describe(`${name} as a chat model`, () => {
    it('says where it comes from and how much it reads', () => {
      expect(subject().model.ref).toMatch(/^.+@.+$/);
      expect(subject().model.contextWindow).toBeGreaterThan(0);
    });

    it('says text in several deltas, none empty, and one end, last, with whole numbers of tokens', async () => {
      const events = await all();
      const deltas = events.filter((event) => event.type === 'text-delta');
      expect(deltas.length).toBeGreaterThan(1);
      expect(deltas.every((event) => event.delta !== '')).toBe(true);
      expect(events.filter((event) => event.type === 'end')).toHaveLength(1);
      const end = events.at(-1);
      if (end?.type !== 'end') throw new Error('The last event is not the end.');
      expect(end.finishReason).toBe('stop');
      expect(Number.isInteger(end.usage.inputTokens) && end.usage.inputTokens > 0).toBe(true);
      expect(Number.isInteger(end.usage.outputTokens) && end.usage.outputTokens > 0).toBe(true);
    });

    it('keeps two answers at a time apart', async () => {
      const [one, other] = await Promise.all([all(), all()]);
      expect(textOf(one)).toBe(textOf(other));
    });

    it('does nothing for a signal that is aborted already, and throws its reason', async () => {
      const reason = new Error('Not wanted any more.');
      await expect(start(AbortSignal.abort(reason)).next()).rejects.toBe(reason);
    });

    it('throws the reason when it is aborted in the middle, and answers the next call', async () => {
      const controller = new AbortController();
      const events = start(controller.signal);
      expect((await events.next()).done).toBe(false);
      const reason = new Error('Enough.');
      controller.abort(reason);
      await expect(drain(events)).rejects.toBe(reason);
      expect(textOf(await all())).not.toBe('');
    });

    it('lets its reader leave in the middle', async () => {
      const events = start();
      await events.next();
      await events.return?.();
      expect((await events.next()).done).toBe(true);
    });
  });
}

/** The text of an answer. */
export function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

async function drain(events: AsyncIterator<ModelEvent>): Promise<void> {
  while (!(await events.next()).done);
}
