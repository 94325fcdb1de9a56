import { readFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { Problem } from '@colloquy/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CredentialKind } from '../../src/domain/access.ts';
import { createHttpApp } from '../http-app.ts';
import { type House, openHouse } from './house.ts';
import { type Known, type Wish, wishes } from './malformed-wishes.ts';

const RUNS = Number(process.env.COLLOQUY_FUZZ_RUNS ?? 25);
/** What the server says when it does not know what went wrong. */
const UNKNOWN_FAULT = 'Something went wrong in the server';

const listing = await createHttpApp();
const routes = listing.app.declaredRoutes.map(({ method, url, credentials }) => ({
  method,
  url,
  credentials,
}));
await listing.close();

type Route = (typeof routes)[number];

let house: House;
/** What opens each kind of door. */
let tokens: Readonly<Record<CredentialKind, string>>;
let known: Known;
const agent = new Agent({ keepAlive: true });
/** Answers below 300 and others, by route. */
const outcomes = new Map<string, { good: number; bad: number }>();

beforeAll(async () => {
  house = await openHouse();
  const { baseId, documents } = await house.fill({
    'leave.md': '# Leave\n\nAward leave expires in a year.\n',
  });
  const { id: conversationId, dialogId } = await house.client.createConversation();
  const { turnId } = await house.client.startTurn({ conversationId, question: 'When?' });
  for await (const _ of house.client.follow(turnId));
  const documentId = documents[0]?.id ?? '';
  known = { conversationId, dialogId, turnId, baseId, documentId };
  // It cannot be signed out, whatever is sent.
  const local: string = JSON.parse(readFileSync(join(house.data, 'server.json'), 'utf8')).token;
  const made = await house.fetch('/v1/system/new_token', { method: 'POST' });
  const { data } = (await made.json()) as { data: { token: string; beta: string } };
  tokens = { session: local, local, 'api-key': data.token, beta: data.beta };
});
afterAll(async () => {
  agent.destroy();
  await house.close();
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends the address as it is: other clients would tidy it up. */
function send({ method, path, headers, body }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(house.server.url);
  return new Promise((resolve, reject) => {
    const sending = request({ agent, hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

function toRequest({ method, url, credentials }: Route, { id, query, type, extra, body }: Wish): Sent {
  const kind = url.split('/')[1] ?? '';
  const right = known[`${kind.replace(/s$/, '')}Id`] ?? 'x';
  const search =
    query === 'right' ? `?conversation_id=${known.conversationId}&dialog_id=${known.dialogId}` : query;
  const content = method === 'GET' || method === 'HEAD' ? undefined : Buffer.from(body(known));
  return {
    method,
    path:
      url.replace(/:\w+/g, (name) => (id === 'right' ? (known[`${name.slice(1)}Id`] ?? right) : id)) + search,
    headers: {
      authorization: `Bearer ${tokens[credentials[0] ?? 'local']}`,
      ...(type === '' || content === undefined ? {} : { 'content-type': type }),
      // Which the client leaves out by itself when a method needs no body.
      ...(content === undefined ? {} : { 'content-length': String(content.length) }),
      ...extra,
    },
    body: content,
  };
}

/** Whatever was asked, it was answered in the words of the dialect, and never by a fault of the server's own. */
function expectAnswer({ method, path }: Sent, { status, headers, text: body }: Answer): void {
  expect([method, path, body, status]).toEqual([method, path, body, expect.toSatisfy((code) => code < 500)]);
  expect(body).not.toContain(UNKNOWN_FAULT);
  expect(headers['x-content-type-options']).toBe('nosniff');
  if (status === 204 || method === 'HEAD') expect(body).toBe('');
  else if (status >= 400 && !(path.startsWith('/v1') && status === 404)) {
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(Problem.safeParse(JSON.parse(body)).error).toBeUndefined();
  } else if (path.startsWith('/v1/') && headers['content-type']?.startsWith('application/json')) {
    const { code, message, error } = JSON.parse(body);
    if (status === 404) expect([error, message]).toEqual(['Not Found', expect.any(String)]);
    else expect([code, message]).toEqual([expect.any(Number), expect.any(String)]);
  }
}

/** Good ones count by what they say, since the old dialect has one status for everything. */
function isGood({ status, text: body }: Answer): boolean {
  return status < 300 && !/^\{"code":[1-9]/.test(body);
}

describe('S11: requests that nobody would send', () => {
  it.each(routes)(
    '$method $url answers in words and goes on',
    async (route) => {
      const outcome = { good: 0, bad: 0 };
      outcomes.set(`${route.method} ${route.url}`, outcome);
      await fc.assert(
        fc.asyncProperty(wishes, async (wish) => {
          const sent = toRequest(route, wish);
          const answer = await send(sent);
          expectAnswer(sent, answer);
          outcome[isGood(answer) ? 'good' : 'bad'] += 1;
          expect(answer.text).not.toMatch(/"code":"unauthenticated"|401: Unauthorized/);
        }),
        { numRuns: RUNS },
      );
    },
    120_000,
  );

  it('were refused, and were not all refused', () => {
    const all = [...outcomes.values()];
    expect(outcomes.size).toBe(routes.length);
    expect(all.filter(({ good }) => good > 0).length).toBeGreaterThan(routes.length / 3);
    expect(all.filter(({ bad }) => bad > 0).length).toBeGreaterThan(routes.length / 3);
  });

  it('left a server that answers, and that has nothing to report', async () => {
    const { pid } = house;
    expect((await send({ method: 'GET', path: '/healthz', headers: {}, body: undefined })).status).toBe(200);
    let last = '';
    for await (const { event } of house.client.ask({ question: 'When does award leave expire?' }))
      last = event.type;
    expect(last).toBe('answer-end');
    const { ended } = house.server;
    expect(house.pid).toBe(pid);
    expect(await house.stop()).toBe(0);
    expect((await ended).stderr).toBe('');
  });
});
