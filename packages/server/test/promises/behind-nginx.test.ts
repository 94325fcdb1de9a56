import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk, DONE, streamReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';
import { findNginx, type Nginx, startNginx } from './nginx.ts';

/** Longer than the batches of the old dialect. */
const FILLING = 'and so on it goes from hour to hour, until the whole of it has been told. ';
const WORDS = Array.from({ length: 12 }, (_, number) => `word${number} ${FILLING}${FILLING}`);
const program = findNginx();

let house: House;
let inner: Nginx | undefined;
let single: Nginx | undefined;
let outer: Nginx | undefined;

beforeAll(async () => {
  house = await openHouse();
  await house.fill({ 'leave.md': '# Leave\n\nAward leave expires one year after it is issued.\n' });
  if (program === undefined) return;
  single = await startNginx(program, house.server.url);
  inner = await startNginx(program, house.server.url, 'proxy_pass_header X-Accel-Buffering;');
  outer = await startNginx(program, inner.url);
});
afterAll(async () => {
  await Promise.all([single?.close(), inner?.close(), outer?.close()]);
  await house.close();
});

/** Asks over this address, in either dialect, and gives what comes, piece by piece. */
async function ask(url: string, dialect: 'typed' | 'old') {
  const { id } = await house.client.createConversation();
  const [path, body] =
    dialect === 'typed'
      ? ['/turns', { conversationId: id, question: 'What?' }]
      : [
          '/v1/conversation/completion',
          { conversation_id: id, messages: [{ role: 'user', content: 'What?' }] },
        ];
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${house.token}`,
      'content-type': 'application/json',
      'accept-encoding': 'gzip, br, deflate',
    },
    body: JSON.stringify(body),
  });
  return { response, arrives: arrivals(response) };
}

/** Waits until the text so far contains `part`. What stands in a buffer somewhere never comes: the test times out. */
function arrivals(response: Response): (part: string) => Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return async (part) => {
    while (!text.includes(part)) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) throw new Error(`The stream ended before it said ${part}: ${text}`);
      text += value;
    }
  };
}

/**
 * The provider says the next word only when the last one has come through to the client: a proxy that keeps anything
 * back stops it all. Gives the time that each word took from the provider to the client, in milliseconds.
 */
async function inLockStep(
  url: string,
  dialect: 'typed' | 'old',
): Promise<{ head: Headers; times: number[] }> {
  const allowed = WORDS.map(() => Promise.withResolvers<void>());
  const words = WORDS.flatMap((content, index) => [allowed[index]?.promise ?? '', chunk({ content })]);
  house.vendor.next(streamReply(...words, chunk({}, 'stop'), DONE));
  const { response, arrives } = await ask(url, dialect);
  expect(response.status).toBe(200);
  const times: number[] = [];
  for (const [index, word] of WORDS.entries()) {
    const said = performance.now();
    allowed[index]?.resolve();
    await arrives(word.slice(0, word.indexOf(' ')));
    times.push(performance.now() - said);
  }
  await arrives(dialect === 'typed' ? 'answer-end' : '"data":true');
  return { head: response.headers, times };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe.each(['typed', 'old'] as const)('P3: a stream of the %s dialect', (dialect) => {
  it('has the headers that keep proxies from holding it back', async () => {
    const { head } = await inLockStep(house.server.url, dialect);
    expect(head.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(head.get('cache-control')).toBe('no-cache, no-transform');
    expect(head.get('x-accel-buffering')).toBe('no');
    expect(head.get('content-encoding')).toBeNull();
    expect(head.get('content-length')).toBeNull();
  });

  it.skipIf(program === undefined).each([
    ['one stock nginx', () => single],
    ['two nested ones', () => outer],
  ])('comes word by word through %s', async (_name, proxy) => {
    const direct = await inLockStep(house.server.url, dialect);
    const { head, times } = await inLockStep(proxy()?.url ?? '', dialect);
    expect(head.get('content-encoding')).toBeNull();
    // The first word and all others: what the proxies add to the server's own time.
    expect((times[0] ?? Number.NaN) - (direct.times[0] ?? 0)).toBeLessThan(200);
    expect(middle(times) - middle(direct.times)).toBeLessThan(200);
  });

  it.skipIf(program === undefined)(
    'is never silent for longer than 15 seconds, nor through two',
    async () => {
      const goingOn = Promise.withResolvers<void>();
      house.vendor.next(streamReply(chunk({ content: WORDS[0] }), goingOn.promise, chunk({}, 'stop'), DONE));
      const { arrives } = await ask(outer?.url ?? '', dialect);
      await arrives('word0');
      const silent = performance.now();
      await arrives('\n:');
      // The timer's own lateness on a busy machine is no part of the promise.
      expect(performance.now() - silent).toBeLessThan(17_000);
      goingOn.resolve();
      await arrives(dialect === 'typed' ? 'answer-end' : '"data":true');
    },
  );
});
