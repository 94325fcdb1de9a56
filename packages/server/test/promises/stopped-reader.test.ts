import type { ConversationView } from '@colloquy/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunk, DONE, streamReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

const POINTS = 20;
const WORDS = Array.from({ length: 60 }, (_, number) => `word${number} `);
const SAID = 40;
const BEGINNING = WORDS.slice(0, SAID).join('');
const WHOLE = WORDS.join('');

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
});
afterAll(() => house.close());

/** A provider that says two thirds and the rest when it is told to. */
function halting(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  house.vendor.next(
    streamReply(
      ...WORDS.slice(0, SAID).map((content) => chunk({ content })),
      promise,
      ...WORDS.slice(SAID).map((content) => chunk({ content })),
      chunk({}, 'stop'),
      DONE,
    ),
  );
  return resolve;
}

/** Reads until at least so many characters of the answer have come, then leaves without a word. */
async function readAndLeave(
  conversationId: string,
  question: string,
  characters: number,
): Promise<{ readonly turnId: string; readonly seen: string }> {
  const leaving = new AbortController();
  let turnId = '';
  let seen = '';
  try {
    const events = house.client.ask({ conversationId, question }, { signal: leaving.signal });
    for await (const { event } of events) {
      if (event.type === 'turn-start') turnId = event.turnId;
      if (event.type === 'text-delta') seen += event.delta;
      if (turnId !== '' && seen.length >= characters) leaving.abort();
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
  }
  return { turnId, seen };
}

function onlyAnswer({ exchanges }: ConversationView, question: string) {
  expect(exchanges.map((exchange) => exchange.question)).toEqual([question]);
  expect(exchanges[0]?.answers).toHaveLength(1);
  const [answer] = exchanges[0]?.answers ?? [];
  if (answer === undefined) throw new Error('There is no answer.');
  return answer;
}

it('P1: a reader that leaves at a random point loses nothing', async () => {
  for (let point = 0; point < POINTS; point++) {
    const goOn = halting();
    const question = `Question ${point}?`;
    const { id } = await house.client.createConversation();
    const characters = Math.floor(Math.random() * (BEGINNING.length / 2));
    const { turnId, seen } = await readAndLeave(id, question, characters);

    const open = onlyAnswer(await house.client.conversation(id), question);
    expect([open.status, open.turnId]).toEqual(['running', turnId]);
    expect(open.answer.text.startsWith(seen)).toBe(true);

    const stopping = point % 2 === 1;
    if (stopping) await house.client.stopTurn(turnId);
    goOn();
    let again = '';
    for await (const { event } of house.client.follow(turnId))
      if (event.type === 'text-delta') again += event.delta;
    expect(again.startsWith(seen)).toBe(true);

    const { status, answer } = onlyAnswer(await house.client.conversation(id), question);
    expect(status).toBe(stopping ? 'stopped' : 'done');
    expect(answer.text).toBe(again);
    if (!stopping) expect(answer.text.trimEnd()).toBe(WHOLE.trimEnd());
  }
});
