import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunk, SILENCE, streamReply, textReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

const STALLED = 100;
const IDLE = 1_000;
const PIECE = `${'All work and no play makes Jack a dull boy. '.repeat(200)}\n`;
const PIECES = 400;
/** The second part is so much longer than the first. */
const TIMES = 4;
const MEGABYTE = 1024 * 1024;
/** Megabytes; a stream with a buffer of its own would take more. */
const MOST_OF_AN_IDLE_STREAM = 0.25;

let house: House;
const sockets: Socket[] = [];

beforeAll(async () => {
  house = await openHouse();
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await house.close();
});

/** Follows a turn over a bare connection; resolves with the first bytes. A stalled one takes nothing after them. */
function follow(turnId: string, how: 'idle' | 'stalled'): Promise<void> {
  const { hostname, port } = new URL(house.server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET /turns/${turnId}/events HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${house.token}\r\n\r\n`,
      );
    });
    sockets.push(socket);
    socket.on('error', reject);
    socket.once('data', (bytes) => {
      if (how === 'stalled') socket.pause();
      else socket.resume();
      if (bytes.toString().startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(bytes.toString()));
    });
  });
}

async function startTurn(question: string): Promise<string> {
  const { id: conversationId } = await house.client.createConversation();
  return (await house.client.startTurn({ conversationId, question })).turnId;
}

/** Reads until so many characters of the answer have come, and leaves. */
async function readText(turnId: string, characters: number): Promise<void> {
  let length = 0;
  for await (const { event } of house.client.follow(turnId)) {
    if (event.type === 'text-delta') length += event.delta.length;
    if (length >= characters) return;
  }
}

async function residentMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${house.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/**
 * A long answer in two parts, with readers that stopped reading at its beginning: the first part fills whatever
 * buffers there are. Gives the memory after each part, and the turn, which goes on.
 */
async function longAnswer(): Promise<{
  readonly first: number;
  readonly second: number;
  readonly turnId: string;
}> {
  const [beginning, goingOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pieces = Array.from({ length: PIECES }, () => chunk({ content: PIECE }));
  const more = Array.from({ length: TIMES }, () => pieces).flat();
  house.vendor.next(streamReply(beginning.promise, ...pieces, goingOn.promise, ...more, SILENCE));
  const turnId = await startTurn('Tell me everything.');
  await Promise.all(Array.from({ length: STALLED }, () => follow(turnId, 'stalled')));
  beginning.resolve();
  await readText(turnId, PIECES * PIECE.length * 0.95);
  const first = await residentMegabytes();
  goingOn.resolve();
  await readText(turnId, PIECES * PIECE.length * (TIMES + 0.95));
  const second = await residentMegabytes();
  return { first, second, turnId };
}

/** Asks and reads the answer to its end while everybody else is there; the text as it came. */
async function wholeAnswer(): Promise<string> {
  const words = Array.from({ length: 500 }, (_, number) => `word${number} `);
  house.vendor.next(textReply(words));
  const { id: conversationId } = await house.client.createConversation();
  let text = '';
  for await (const { event } of house.client.ask({ conversationId, question: 'Tell me all.' }))
    if (event.type === 'text-delta') text += event.delta;
  expect(text.trimEnd()).toBe(words.join('').trimEnd());
  return text;
}

/** Milliseconds of one look at a conversation and one short answer; the middle of several. */
async function latency(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    const { id: conversationId } = await house.client.createConversation();
    for await (const _ of house.client.ask({ conversationId, question: 'Hello?' }));
    await house.client.conversation(conversationId);
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[7] ?? Number.NaN;
}

it('P6: readers that stop reading cost a bounded buffer, and idle ones slow nobody down', async () => {
  await latency();
  const before = await latency();
  const { first, second, turnId } = await longAnswer();
  const told = (STALLED * TIMES * PIECES * PIECE.length) / MEGABYTE;
  expect(told).toBeGreaterThan(1_000);
  expect(second - first).toBeLessThan(told / 4);

  house.vendor.next(streamReply(chunk({ content: 'Wait ' }), SILENCE));
  const quiet = await startTurn('What will come?');
  for (let opened = 0; opened < IDLE; opened += 100)
    await Promise.all(Array.from({ length: 100 }, () => follow(quiet, 'idle')));
  // Neither turn has ended, so all are there at once; on a very slow machine the stalled ones have been sent away.
  expect(sockets.slice(STALLED).filter(({ closed }) => !closed)).toHaveLength(IDLE);
  const full = await residentMegabytes();
  const after = await latency();
  expect(after).toBeLessThan(before * 3 + 50);
  await Promise.all(Array.from({ length: 3 }, wholeAnswer));
  expect(full - second).toBeLessThan(IDLE * MOST_OF_AN_IDLE_STREAM);
  for (const open of [turnId, quiet]) await house.client.stopTurn(open);
}, 120_000);
