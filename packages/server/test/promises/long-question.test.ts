import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';

/** Within what a request may hold, and beyond what the model's window of 16,384 tokens takes. */
const LONG = 'leave '.repeat(16_600);
const PROBLEM = {
  code: 'model-context',
  field: 'question',
  retryable: false,
  message:
    "The question does not fit into the model's window of 16384 tokens. Shorten it, or choose a model with a larger window.",
};

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
});
afterAll(() => house.close());

async function ask(conversationId: string, question: string) {
  const events = [];
  for await (const { event } of house.client.ask({ conversationId, question })) events.push(event);
  return events.at(-1);
}

it('S11: a question beyond the window is refused by name, stored whole, and does not harm the next one', async () => {
  const { id } = await house.client.createConversation();
  expect((await ask(id, 'When does award leave expire?'))?.type).toBe('answer-end');
  const asked = house.vendor.requests.length;

  expect(await ask(id, LONG)).toMatchObject({ type: 'error', problem: PROBLEM });
  // Neither for an answer nor for a better question has the model been asked.
  expect(house.vendor.requests.length).toBe(asked);
  const { exchanges } = await house.client.conversation(id);
  expect(exchanges[1]?.question).toBe(LONG);
  expect(exchanges[1]?.answers).toEqual([expect.objectContaining({ status: 'failed', problem: PROBLEM })]);

  expect((await ask(id, 'Is it really one year?'))?.type).toBe('answer-end');
  const bodies = house.vendor.requests.slice(asked).map(({ body }) => JSON.stringify(body));
  expect(bodies.length).toBeGreaterThan(0);
  expect(bodies.some((body) => body.length > LONG.length)).toBe(false);
});

it('S11: nor in the old dialect, streamed or not', async () => {
  const { id } = await house.client.createConversation();
  const messages = [{ role: 'user', content: LONG }];
  for (const stream of [true, false]) {
    const answer = await house.fetch('/v1/conversation/completion', {
      json: { conversation_id: id, messages, stream },
    });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain(PROBLEM.message);
    expect(text.length).toBeLessThan(5_000);
    const first = stream ? text.slice('data:'.length, text.indexOf('\n\n')) : text;
    expect(JSON.parse(first).code).toBeGreaterThan(0);
  }
});
