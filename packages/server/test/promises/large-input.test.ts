import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

const MEGABYTE = 1024 * 1024;
/** Far above what these take, far below what quadratic work on a megabyte takes. */
const BOUND = 30_000;
/** A page of a healthy server comes while the large thing is worked on. */
const HEALTH_BOUND = 3_000;

const LINES: readonly (readonly [name: string, line: string])[] = [
  ['letters', 'a'.repeat(MEGABYTE)],
  ['marks', '[ID:0]'.repeat(MEGABYTE / 6)],
  ['markup', '*_`[(<think'.repeat(MEGABYTE / 11)],
];

const TIMEOUT = 60_000;

let house: House;
let baseId: string;

beforeAll(async () => {
  house = await openHouse();
  ({ baseId } = await house.fill({
    'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n',
  }));
});
afterAll(() => house.close());

/** Does the work, while somebody else keeps looking whether the server is well. Both must come in bounded time. */
async function inBoundedTime(work: () => Promise<unknown>): Promise<void> {
  let over = false;
  let slowest = 0;
  const looking = (async () => {
    while (!over) {
      const start = performance.now();
      expect((await fetch(`${house.server.url}/healthz`)).status).toBe(200);
      slowest = Math.max(slowest, performance.now() - start);
    }
  })();
  const start = performance.now();
  try {
    await work();
  } finally {
    over = true;
    await looking;
  }
  expect(performance.now() - start).toBeLessThan(BOUND);
  expect(slowest).toBeLessThan(HEALTH_BOUND);
}

async function lastEvent(turn: Parameters<House['client']['ask']>[0]): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { event } of house.client.ask(turn)) last = event.type;
  return last;
}

describe.each(LINES)('S11: a megabyte of %s in one line', (name, line) => {
  it(
    'as a document',
    () =>
      inBoundedTime(async () => {
        const { id } = await house.client.createBase({ name });
        await house.client.addDocuments(id, [
          { name: 'line.md', data: Buffer.from(`Leave: ${line}`) },
          { name: 'line.txt', data: Buffer.from(`Hours: ${line}`) },
        ]);
        const documents = await house.client.waitForDocuments(id, { interval: 50 });
        expect(documents.map(({ status }) => status)).toEqual(['ready', 'ready']);
        expect(await lastEvent({ question: 'When does award leave expire?', baseIds: [id] })).toBe(
          'answer-end',
        );
      }),
    TIMEOUT,
  );

  it(
    'as a question',
    () =>
      inBoundedTime(async () => {
        const long = house.fetch('/turns', { json: { question: line, baseIds: [baseId] } });
        expect((await long).status).toBe(400);
        // Whether it fits the model's window depends on its tokens.
        expect(await lastEvent({ question: line.slice(0, 100_000), baseIds: [baseId] })).toMatch(
          /answer-end|error/,
        );
      }),
    TIMEOUT,
  );

  it(
    'as an answer',
    () =>
      inBoundedTime(async () => {
        house.vendor.next(textReply([line.slice(0, MEGABYTE / 2), line.slice(MEGABYTE / 2)]));
        const { id: conversationId } = await house.client.createConversation();
        const question = 'When does award leave expire?';
        expect(await lastEvent({ conversationId, question, baseIds: [baseId] })).toBe('answer-end');
        const { exchanges } = await house.client.conversation(conversationId);
        expect(exchanges[0]?.answers[0]?.status).toBe('done');
      }),
    TIMEOUT,
  );
});

it(
  'S11: a giant history is cut to the window',
  () =>
    inBoundedTime(async () => {
      const history = Array.from(
        { length: 1_000 },
        (_, number) => ({
          role: number % 2 === 0 ? ('user' as const) : ('assistant' as const),
          content: `${number} `.repeat(5_000),
        }),
        TIMEOUT,
      );
      const asked = house.vendor.requests.length;
      const question = 'When does award leave expire?';
      expect(await lastEvent({ question, history, baseIds: [baseId] })).toBe('answer-end');
      expect(JSON.stringify(house.vendor.requests[asked]?.body).length).toBeLessThan(200_000);
      const tooLong = Array.from({ length: 1_001 }, () => ({ role: 'user', content: 'x' }));
      expect((await house.fetch('/turns', { json: { question, history: tooLong } })).status).toBe(400);
    }),
  TIMEOUT,
);

it(
  'S11: page sizes, numbers and lists have bounds',
  () =>
    inBoundedTime(async () => {
      for (const query of [
        'limit=1000000000',
        'limit=-1',
        'limit=1e99',
        'offset=-5',
        'limit=NaN',
        'offset=0x10&limit=0',
      ])
        expect([query, (await house.fetch(`/conversations?${query}`)).status]).toEqual([query, 400]);
      expect((await house.fetch('/conversations?offset=9007199254740991&limit=100000')).status).toBe(200);
      const ids = Array.from({ length: 1_001 }, () => baseId);
      expect((await house.fetch('/turns', { json: { question: 'x', baseIds: ids } })).status).toBe(400);
      const { id } = await house.client.createConversation();
      for (const more of [
        { top_k: 1e12 },
        { top_n: 1e9 },
        { similarity_threshold: -1e308 },
        { temperature: 1e300 },
      ]) {
        const messages = [{ role: 'user', content: 'When does award leave expire?' }];
        const answer = await house.fetch('/v1/conversation/completion', {
          json: { conversation_id: id, messages, ...more },
        });
        expect(answer.status).toBe(200);
        expect((await answer.text()).length).toBeLessThan(MEGABYTE);
      }
    }),
  TIMEOUT,
);
