import type { TurnEvent } from '@colloquy/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunk, SILENCE, streamReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

const ROUNDS = 4;
const STREAMS = 3;
const WORDS = Array.from({ length: 80 }, (_, number) => `word${number} `);

let house: House;

beforeAll(async () => {
  house = await openHouse({
    reply: () => streamReply(...WORDS.map((content) => chunk({ content })), SILENCE),
  });
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
});
afterAll(() => house.close());

interface Reader {
  readonly conversationId: string;
  readonly seen: TurnEvent[];
}

/** Asks and reads until the connection breaks; calls `reached` after so many characters. */
async function readUntilBroken(characters: number, reached: () => void): Promise<Reader> {
  const { id: conversationId } = await house.client.createConversation();
  const seen: TurnEvent[] = [];
  let length = 0;
  try {
    for await (const item of house.client.ask({ conversationId, question: 'What?' }, { attempts: 1 })) {
      seen.push(item);
      if (item.event.type === 'text-delta') length += item.event.delta.length;
      if (length >= characters) reached();
    }
  } catch {
    return { conversationId, seen };
  }
  throw new Error('The stream came to an end.');
}

it('P2: after kill -9 at random points every turn replays what was delivered and ends interrupted in 5 s', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const characters = round === 0 ? 0 : Math.floor(Math.random() * 400);
    const killed = Promise.withResolvers<void>();
    let left = STREAMS;
    const reached = (): void => {
      left -= 1;
      if (left === 0) killed.resolve();
    };
    const readers = Array.from({ length: STREAMS }, () => {
      let first = true;
      return readUntilBroken(characters, () => {
        if (first) reached();
        first = false;
      });
    });
    await killed.promise;
    await house.kill();
    const broken = await Promise.all(readers);

    await house.start();
    const restarted = performance.now();
    for (const { conversationId, seen } of broken) {
      const [first] = seen;
      const turnId = first?.event.type === 'turn-start' ? first.event.turnId : '';
      const replay: TurnEvent[] = [];
      for await (const item of house.client.follow(turnId)) replay.push(item);
      expect(replay.slice(0, seen.length)).toEqual(seen);
      expect(replay.map(({ seq }) => seq)).toEqual(replay.map((_, index) => index + 1));
      expect(replay.at(-1)?.event).toMatchObject({ type: 'error', problem: { code: 'interrupted' } });

      const rest: TurnEvent[] = [];
      for await (const item of house.client.follow(turnId, { after: seen.length })) rest.push(item);
      expect(rest).toEqual(replay.slice(seen.length));

      const { exchanges } = await house.client.conversation(conversationId);
      const [answer] = exchanges[0]?.answers ?? [];
      expect(answer?.status).toBe('interrupted');
      const text = replay.map(({ event }) => (event.type === 'text-delta' ? event.delta : '')).join('');
      expect(answer?.answer.text).toBe(text);
    }
    expect(performance.now() - restarted).toBeLessThan(5_000);
    for (const { id } of await house.client.conversations()) {
      const { exchanges } = await house.client.conversation(id);
      expect(exchanges.flatMap(({ answers }) => answers.map(({ status }) => status))).not.toContain(
        'running',
      );
    }
  }
});
