import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DirectPackets } from './direct-packets.ts';

let server: Server;
let agent: Agent;
let response: PromiseWithResolvers<ServerResponse>;

beforeEach(async () => {
  response = Promise.withResolvers();
  server = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200);
    outgoing.write('first ');
    response.resolve(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  agent = new Agent();
});
afterEach(async () => {
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});

/** Asks, and hears packets on both ways. */
async function ask() {
  const packets = new DirectPackets();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { body } = await request(url, { dispatcher: packets.through(agent) });
  let [all, direct] = ['', 0];
  let news = Promise.withResolvers<void>();
  const add = (packet: Buffer): void => {
    all += packet.toString();
    news.resolve();
  };
  body.on('data', add);
  packets.open(body, (packet) => {
    direct += packet.length;
    add(packet);
  });
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await news.promise;
      news = Promise.withResolvers();
    }
  }
  return { body, packets, until, all: () => all, direct: () => direct };
}

it('passes the body while it flows, and the end comes through it', async () => {
  const { body, until, all, direct } = await ask();
  const outgoing = await response.promise;
  await until(() => all() === 'first ');
  outgoing.write('second ');
  await until(() => all() === 'first second ');
  expect(direct()).toBe(7);
  outgoing.end('third');
  await once(body, 'end');
  expect(all()).toBe('first second third');
});

it('goes through the body again when it is closed', async () => {
  const { body, packets, until, all, direct } = await ask();
  const outgoing = await response.promise;
  await until(() => all() === 'first ');
  packets.close();
  outgoing.end('last');
  await once(body, 'end');
  expect([all(), direct()]).toEqual(['first last', 0]);
});

it('keeps order and holds the sender back while the body is paused', async () => {
  const { body, until, all } = await ask();
  const outgoing = await response.promise;
  await until(() => all() === 'first ');
  body.pause();
  const numbers = Array.from({ length: 400_000 }, (_, index) => `${index} `);
  for (let from = 0; from < numbers.length; from += 1_000)
    outgoing.write(numbers.slice(from, from + 1_000).join(''));
  outgoing.end();
  // It fills its buffer and is not given more.
  while (body.readableLength < body.readableHighWaterMark) await new Promise((go) => setImmediate(go));
  expect(all()).toBe('first ');
  body.resume();
  await until(() => all().length > 500_000);
  body.pause();
  expect(body.readableLength).toBeLessThan(1_000_000);
  body.resume();
  await once(body, 'end');
  expect(all() === `first ${numbers.join('')}`).toBe(true);
});

it('leaves errors to the body', async () => {
  const { body, until, all } = await ask();
  const outgoing = await response.promise;
  await until(() => all() === 'first ');
  const failed = once(body, 'error');
  outgoing.destroy();
  expect(await failed).toHaveLength(1);
});
