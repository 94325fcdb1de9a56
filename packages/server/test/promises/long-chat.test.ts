import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlMigrations } from '../../src/adapters/sql/migrations/migrations.ts';
import { createSqlRepositories } from '../../src/adapters/sql/repositories.ts';
import type { Schema } from '../../src/adapters/sql/schema.ts';
import { createSqlDatabase } from '../../src/adapters/sqlite/driver.ts';
import { openEmbeddedDatabase } from '../../src/adapters/sqlite/embedded-database.ts';
import { type House, openHouse } from './house.ts';

const EXCHANGES = 5_000;
const ROUNDS = 25;
const WORDS = 'Something was said about leave, about hours and about the year in which they expire. ';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
});
afterAll(() => house.close());

it('P7: twenty questions sent to one conversation at once are all stored and answered', async () => {
  const { id: conversationId } = await house.client.createConversation();
  const questions = Array.from({ length: 20 }, (_, number) => `Question ${number}?`);
  const ends = await Promise.all(
    questions.map(async (question) => {
      let last: string | undefined;
      for await (const { event } of house.client.ask({ conversationId, question })) last = event.type;
      return last;
    }),
  );
  expect(new Set(ends)).toEqual(new Set(['answer-end']));
  const { exchanges } = await house.client.conversation(conversationId);
  expect(exchanges.map(({ question }) => question).sort()).toEqual(questions.toSorted());
  for (const { answers } of exchanges) {
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ status: 'done', answer: { text: 'Hello from the fake vendor.' } });
  }
});

/** Puts a long conversation into the database of a server that is not running. */
async function tellAtLength(conversationId: string): Promise<void> {
  const database = await openEmbeddedDatabase({
    path: join(house.data, 'colloquy.db'),
    operationModules: [],
    migrations: sqlMigrations,
  });
  try {
    const { conversations } = createSqlRepositories(createSqlDatabase<Schema>(database));
    const tenantId = (await conversations.find(conversationId))?.tenantId ?? '';
    for (let number = 0; number < EXCHANGES; number++) {
      const ids = { id: `q${number}`, conversationId };
      const turnId = `t${number}`;
      const empty = { reasoning: '', references: [], citations: [] };
      const answer = { ...ids, ...empty, turnId, role: 'assistant', createdAt: number } as const;
      // Not waited for: what is asked for in one tick shares a commit.
      const begun = conversations.beginTurn(
        { turnId, tenantId, conversationId, messageId: ids.id },
        { ...ids, role: 'user', content: `${number}: ${WORDS}`, documentIds: [], createdAt: number },
        { ...answer, status: 'running', content: '' },
      );
      const ended = conversations.endTurn(turnId, { ...answer, status: 'done', content: WORDS.repeat(4) });
      if (number % 100 === 99) await Promise.all([begun, ended]);
      else void Promise.all([begun, ended]);
    }
  } finally {
    await database.close();
  }
}

/** Milliseconds from sending the question to the arrival of its request at the provider; the middle of several. */
async function overhead(conversationId: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const arrival = house.vendor.request(house.vendor.requests.length).then(() => performance.now());
    const start = performance.now();
    for await (const _ of house.client.ask({ conversationId, question: 'When does award leave expire?' }));
    times.push((await arrival) - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

it('P7: a chat of 10,000 messages adds less than 20 ms to a turn', async () => {
  const short = await house.client.createConversation();
  const long = await house.client.createConversation();
  await house.stop();
  await tellAtLength(long.id);
  await house.start();
  await overhead(short.id);
  const [shortTime, longTime] = [await overhead(short.id), await overhead(long.id)];
  const { exchanges } = await house.client.conversation(long.id);
  expect(exchanges).toHaveLength(EXCHANGES + ROUNDS);
  expect(longTime - shortTime).toBeLessThan(20);
}, 60_000);
