import { describe, expect, it, vi } from 'vitest';
import { endOf, gate, never, turnScene } from '../../test/fakes/turn-scene.ts';
import type { AnswerInput } from './answer-input.ts';

describe('repeats', () => {
  it('the same question while its turn runs joins it', async () => {
    const door = gate();
    const { turns, request, read, conversations, ready } = turnScene(async function* ({
      signal,
    }: AnswerInput) {
      await door.pass(signal);
      yield endOf('');
    });
    await ready;
    const [first, second] = await Promise.all([turns.start(request('q1')), turns.start(request('q1'))]);
    await door.reached;
    const third = await turns.start(request('q1'));
    expect([second.turnId, third.turnId]).toEqual([first.turnId, first.turnId]);
    expect([first.joined, second.joined, third.joined]).toEqual([false, true, true]);
    door.open();
    await read(first.turnId);
    expect(await conversations.messages('c')).toHaveLength(2);
  });

  it('asked again at the moment of the last event it is a new alternative; later messages stay', async () => {
    const histories: unknown[] = [];
    const { turns, request, read, conversations, ready } = turnScene(async function* ({
      history,
      request: { question },
    }) {
      histories.push(history.map(({ content }) => content));
      yield endOf(`answer to ${question.text}`);
    });
    await ready;
    await read((await turns.start(request('q1'))).turnId);
    await read((await turns.start(request('q2'))).turnId);
    for await (const { event } of turns.follow((await turns.start(request('q1', 'changed'))).turnId, {
      after: 0,
      signal: never,
    })) {
      if (event.type === 'answer-end') expect((await turns.start(request('q1'))).joined).toBe(false);
    }
    await vi.waitFor(async () =>
      expect((await conversations.answers('c', 'q1')).map(({ status }) => status)).toEqual([
        'done',
        'done',
        'done',
      ]),
    );
    expect((await conversations.answers('c', 'q1')).map(({ alternative }) => alternative)).toEqual([0, 1, 2]);
    expect((await conversations.messages('c')).map(({ id }) => id)).toEqual([
      'q1',
      'q1',
      'q1',
      'q1',
      'q2',
      'q2',
    ]);
    // The stored question wins, and it is asked on the history before it.
    expect((await conversations.answers('c', 'q1'))[1]?.content).toBe('answer to question q1');
    expect(histories).toEqual([[], ['question q1', 'answer to question q1'], [], []]);
  });

  it('P7: twenty questions at once are all stored and answered, each on the history as it was', async () => {
    const door = gate();
    const histories: number[] = [];
    const { turns, request, read, conversations, ready } = turnScene(async function* ({
      history,
      signal,
      request: { question },
    }) {
      histories.push(history.length);
      if (question.id !== 'first') await door.pass(signal);
      yield endOf(`answer ${question.id}`);
    });
    await ready;
    await read((await turns.start(request('first'))).turnId);
    const started = await Promise.all(
      Array.from({ length: 20 }, (_, index) => turns.start(request(`q${index}`))),
    );
    door.open();
    await Promise.all(started.map(({ turnId }) => read(turnId)));
    const messages = await conversations.messages('c');
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(21);
    expect(
      messages.filter((message) => message.role === 'assistant' && message.status === 'done'),
    ).toHaveLength(21);
    expect(histories).toEqual([0, ...Array.from({ length: 20 }, () => 2)]);
  });
});

describe('history that the client brings', () => {
  it('is stored once, unknown messages only, and reaches the model', async () => {
    const seen: string[][] = [];
    const { turns, request, read, conversations, ready } = turnScene(async function* ({
      history,
      request: { question },
    }) {
      seen.push(history.map(({ content }) => content));
      yield endOf(`answer ${question.id}`);
    });
    await ready;
    const history = [
      { role: 'assistant' as const, content: 'Hello!' },
      { role: 'user' as const, content: 'old question', id: 'old' },
      { role: 'assistant' as const, content: 'old answer', id: 'old' },
      { role: 'user' as const, content: 'nameless' },
      { role: 'assistant' as const, content: 'its answer' },
    ];
    await read((await turns.start(request('q1', 'new', { history }))).turnId);
    const more = [
      ...history,
      { role: 'user' as const, content: 'new', id: 'q1' },
      { role: 'assistant' as const, content: 'forged', id: 'q1' },
    ];
    await read((await turns.start(request('q2', 'newer', { history: more }))).turnId);
    expect(seen).toEqual([
      ['old question', 'old answer', 'nameless', 'its answer'],
      ['old question', 'old answer', 'nameless', 'its answer', 'new', 'answer q1'],
    ]);
    expect(await conversations.messages('c')).toHaveLength(8);
  });
});
