import { readFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { Problem } from '@colloquy/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp } from '../http-app.ts';
import { type House, openHouse } from './house.ts';

const RUNS = Number(process.env.COLLOQUY_FUZZ_RUNS ?? 25);
const MEGABYTE = 1024 * 1024;
/** What the server says when it does not know what went wrong. */
const UNKNOWN_FAULT = 'Something went wrong in the server';

const listing = await createHttpApp();
const routes = listing.app.declaredRoutes.map(({ method, url }) => ({ method, url }));
await listing.close();

let house: House;
let token: string;
/** Ids of things that exist, by the field or the part of the address that takes them. */
let known: Readonly<Record<string, string>>;
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
  token = JSON.parse(readFileSync(join(house.data, 'server.json'), 'utf8')).token;
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

const odd = fc.constantFrom<unknown>(
  null,
  true,
  '',
  ' ',
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  1e21,
  '\0',
  'a\0b',
  '\ud800',
  '\r\n\r\ndata: x',
  '../../etc/passwd',
  "'; drop table users; --",
  '{constructor}',
  'x'.repeat(100_001),
  [],
  {},
  [[]],
  [null],
  ['x'.repeat(65)],
  { __proto__: null, toString: 'x' },
  [{ role: 'user' }, { role: 'system', content: 5 }],
  Array.from({ length: 1_100 }, () => 'x'),
);

const FIELDS = [
  'conversationId dialogId messageId question history baseIds documentIds replaces name key nickname email password code',
  'current thumb text conversation_id dialog_id is_new messages stream llm_id quote doc_ids temperature top_p max_tokens',
  'conversation_ids ids kind ref start end',
]
  .join(' ')
  .split(' ');

/** A field as it should be, so that some requests come further than the first check. */
function rightValue(field: string): unknown {
  const id = known[field] ?? known[field.replace('_id', 'Id')];
  if (id !== undefined) return id;
  const values: Record<string, unknown> = {
    baseIds: [known.baseId],
    documentIds: [known.documentId],
    messages: [{ role: 'user', content: 'When?' }],
    stream: false,
    is_new: true,
    thumb: 'up',
    email: 'ann@example.org',
  };
  return values[field] ?? 'When?';
}

const object = fc
  .dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 1, arbitrary: fc.string() }),
    fc.oneof({ weight: 5, arbitrary: fc.constant('right') }, { weight: 4, arbitrary: odd }, fc.jsonValue()),
    { maxKeys: 6 },
  )
  .map((entries) => () => {
    const filled = Object.entries(entries).map(([field, value]) => [
      field,
      value === 'right' ? rightValue(field) : value,
    ]);
    return JSON.stringify(Object.fromEntries(filled));
  });

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '{',
      'null',
      '"text"',
      '[]',
      '[1',
      '{"a":1}}',
      '{"question":"a","question":{"b":1}}',
      '{"__proto__":{"conversationId":"x"},"question":"When?"}',
      '{"constructor":{"prototype":{"x":1}},"question":"When?"}',
      '{"history":{"__proto__":[]},"question":"When?"}',
      '{"question":1e999}',
      '{"question":"\\ud800","messageId":"\\u0000"}',
      '\ufeff{"question":"When?"}',
      `{"question":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"messages":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},"conversation_id":"x"}`,
      '['.repeat(300_000),
      `{"question":"${'a'.repeat(2 * MEGABYTE)}"}`,
      `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
      '--b\r\nContent-Disposition: form-data; name="f"; filename="../../a\0.md"\r\n\r\n# Hello\r\n--b--\r\n',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n# Hello',
      '--b\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--b--\r\n',
    ),
  )
  .map((body) => () => body);

const types = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  'application/xml',
  'garbage',
  '*/*',
  '',
);

const ids = fc.oneof(
  { weight: 3, arbitrary: fc.constant('right') },
  fc.constantFrom(
    '%00',
    'a%00b',
    '..%2f..',
    '%2e%2e',
    'x'.repeat(64),
    'x'.repeat(65),
    '%ff',
    '%',
    '~',
    '%F0%9F%98%80',
    ':id',
  ),
  fc.string().map((value) => encodeURIComponent(value.toWellFormed())),
);

const queries = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.constant('right') },
  fc.constantFrom(
    '?offset=-1&limit=1e9',
    '?limit=NaN',
    '?offset=9007199254740993',
    '?start=5&end=2',
    '?start=99999999999999999999',
    '?after=-1',
    '?after=1e400',
    '?conversation_id=a&conversation_id=b',
    '?conversation_id[]=a&__proto__[x]=1',
    '?dialog_id=%00',
    '?%ff=%',
  ),
);

const extras = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  {},
  { 'last-event-id': '-1' },
  { 'last-event-id': '99999999999999999999' },
  { 'last-event-id': '1,2' },
  { prefer: 'respond-async' },
  { range: 'bytes=9-2,-0' },
  { 'content-encoding': 'gzip' },
  { accept: 'image/png' },
  { 'if-none-match': '"x' },
);

const wishes = fc.record({
  id: ids,
  query: queries,
  type: types,
  extra: extras,
  body: fc.oneof({ weight: 3, arbitrary: object }, { weight: 2, arbitrary: text }),
});
type Wish = typeof wishes extends fc.Arbitrary<infer Value> ? Value : never;

function toRequest(method: string, url: string, { id, query, type, extra, body }: Wish): Sent {
  const kind = url.split('/')[1] ?? '';
  const right = known[`${kind.replace(/s$/, '')}Id`] ?? 'x';
  const search =
    query === 'right' ? `?conversation_id=${known.conversationId}&dialog_id=${known.dialogId}` : query;
  const content = method === 'GET' || method === 'HEAD' ? undefined : Buffer.from(body());
  return {
    method,
    path: url.replace(':id', id === 'right' ? right : id) + search,
    headers: {
      authorization: `Bearer ${token}`,
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
    async ({ method, url }) => {
      const outcome = { good: 0, bad: 0 };
      outcomes.set(`${method} ${url}`, outcome);
      await fc.assert(
        fc.asyncProperty(wishes, async (wish) => {
          const sent = toRequest(method, url, wish);
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
