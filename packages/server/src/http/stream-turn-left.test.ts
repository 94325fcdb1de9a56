import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpApp, sayWords } from '../../test/http-app.ts';
import {
  askOld,
  askTyped,
  type Listening,
  listen,
  onDemand,
  readUntil,
  stored,
} from '../../test/http-streams.ts';

describe('streams whose reader or server leaves', () => {
  const houses: HttpApp[] = [];
  afterEach(async () => {
    await Promise.all(houses.splice(0).map((house) => house.close()));
  });

  async function open(): Promise<Listening> {
    const listening = await listen();
    houses.push(listening.house);
    return listening;
  }

  describe('the reader leaves', () => {
    it.each([
      ['typed', askTyped],
      ['/v1', askOld],
    ] as const)('%s: a stored turn goes on to its end (P1)', async (_name, ask) => {
      const { house, ann, url } = await open();
      const gate = Promise.withResolvers<void>();
      house.answerWith(async function* () {
        yield { type: 'text-delta', delta: 'Hello ' };
        await gate.promise;
        yield* sayWords('there.')({} as never);
      });
      const leaving = new AbortController();
      await readUntil(await ask(url, ann, {}, leaving.signal), 'Hello ');
      leaving.abort();
      expect(await stored(house, ann)).toEqual(['Q', ['running', '']]);
      const shown = await fetch(`${url}/conversations/${ann.conversationId}`, {
        headers: { authorization: ann.token },
      });
      expect(((await shown.json()) as Shown).exchanges[0]?.answers[0]).toMatchObject({
        status: 'running',
        answer: { text: 'Hello ' },
      });
      gate.resolve();
      await vi.waitFor(async () => expect(await stored(house, ann)).toEqual(['Q', ['done', 'there.']]));
      expect(house.aborted).toEqual([]);
    });

    it('typed: what it missed is read again after the number it has', async () => {
      const { house, ann, url } = await open();
      const words = ['a', 'b', 'c', 'd'];
      house.answerWith(sayWords(...words));
      const whole = await (await askTyped(url, ann)).text();
      const turnId = /"turnId":"(\w+)"/.exec(whole)?.[1];
      const events = whole.split('\n\n').slice(0, -1);
      await fc.assert(
        fc.asyncProperty(fc.nat(events.length - 1), fc.boolean(), async (after, byHeader) => {
          const headers = { authorization: ann.token, ...(byHeader ? { 'last-event-id': `${after}` } : {}) };
          const query = byHeader ? '' : `?after=${after}`;
          const rest = await (await fetch(`${url}/turns/${turnId}/events${query}`, { headers })).text();
          expect(rest.split('\n\n').slice(0, -1)).toEqual(events.slice(after));
        }),
        { numRuns: 20 },
      );
    });

    it.each([
      ['typed', askTyped, { conversationId: undefined }],
      ['/v1', askOld, { llm_id: 'other@Offline' }],
      ['/v1 without a stream', askOld, { llm_id: 'other@Offline', stream: false }],
    ] as const)('%s: a turn that is not stored ends with its reader', async (_name, ask, more) => {
      const { house, ann, url } = await open();
      const { answer, next } = onDemand(['One ']);
      house.answerWith(answer);
      next();
      const leaving = new AbortController();
      const response = ask(url, ann, more, leaving.signal);
      if ('stream' in more) await vi.waitFor(() => expect(house.started).toEqual(['q1']));
      else await readUntil(await response, 'One ');
      leaving.abort();
      await response.catch(() => undefined);
      await vi.waitFor(() => expect(house.aborted).toEqual(['q1']));
      expect(await stored(house, ann)).toEqual([]);
    });

    it('at 20 random points: what it saw is stored, with a status (P1)', async () => {
      const words = Array.from({ length: 30 }, (_, index) => `w${index} `);
      await fc.assert(
        fc.asyncProperty(fc.nat(words.length - 1), fc.boolean(), async (point, isTyped) => {
          const { house, ann, url } = await open();
          const { answer, next } = onDemand(words);
          house.answerWith(answer);
          const leaving = new AbortController();
          const response = await (isTyped ? askTyped : askOld)(url, ann, {}, leaving.signal);
          for (let count = 0; count <= point; count++) next();
          // The old dialect shows the first word, then sixteen more at once.
          const visible = isTyped ? point : point < 16 ? 0 : 16;
          await readUntil(response, words[visible] ?? '');
          leaving.abort();
          const shown = await fetch(`${url}/conversations/${ann.conversationId}`, {
            headers: { authorization: ann.token },
          });
          const [exchange] = ((await shown.json()) as Shown).exchanges;
          const seen = words.slice(0, visible + 1).join('');
          expect(exchange?.question).toBe('Q');
          expect(exchange?.answers[0]?.status).toBe('running');
          expect(exchange?.answers[0]?.answer.text.startsWith(seen)).toBe(true);
        }),
        { numRuns: 20 },
      );
    });
  });

  it('a server that closes ends every stream with an event that says so, in bounded time', async () => {
    const { house, ann, url } = await open();
    const { answer, next } = onDemand(['One ', 'two']);
    house.answerWith(answer);
    next();
    const first = await askTyped(url, ann);
    const second = await askOld(url, ann);
    const began = performance.now();
    await Promise.all([house.app.close(), first.clone().text(), second.clone().text()]);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await first.text()).toMatch(
      /"type":"error","problem":\{"code":"interrupted",.*"retryable":true\}\}\n\n$/,
    );
    expect(await second.text()).toMatch(
      /"code":500,"message":"The server is going down;.*\n\ndata:\{"code":0,"message":"","data":true\}\n\n$/,
    );
  });

  it('a server that closes tells its watcher, and does not wait for idle connections', async () => {
    const { house, url } = await open();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const began = performance.now();
    await house.app.close();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

interface Shown {
  readonly exchanges: readonly {
    readonly question: string;
    readonly answers: readonly { readonly status: string; readonly answer: { readonly text: string } }[];
  }[];
}
