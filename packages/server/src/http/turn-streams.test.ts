import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerEnd, createHttpApp, type HttpApp, type Resident, sayWords } from '../../test/http-app.ts';
import type { AnswerQuestion } from '../chat/answer-input.ts';
import { AppError } from '../domain/errors.ts';

const DONE = 'data:{"code":0,"message":"","data":true}\n\n';
const ids = '"created_at":5,"id":"q1","conversation_id":"CONVERSATION","session_id":"CONVERSATION"';
const PROMPT =
  '## Question\\n\\nQ\\n\\n## Searched for\\n\\nq\\n\\n## How\\n\\n  - model: m@f\\n\\n  - passages searched: 7\\n\\n' +
  '  - weight of the vectors: 0.25\\n\\n  - total: 5.0 ms';

function batch(answer: string): string {
  return `data:{"code":0,"message":"","data":{"answer":"${answer}","reference":{"chunks":[]},"audio_binary":null,${ids},"prompt":""}}\n\n`;
}

function final(answer: string): string {
  return `data:{"code":0,"message":"","data":{"answer":"${answer}","reference":{"total":0,"chunks":[],"doc_aggs":[]},"audio_binary":null,${ids},"prompt":"${PROMPT}"}}\n\n`;
}

function broken(code: number, message: string): string {
  return `data:{"code":${code},"message":"${message}","data":{"answer":"**ERROR**: ${message}","reference":[],"audio_binary":null,${ids},"prompt":""}}\n\n`;
}

/** Says the words one by one, each when the test allows it. */
function onDemand(words: readonly string[]): { answer: AnswerQuestion; next(): void } {
  const steps = words.map(() => Promise.withResolvers<void>());
  let allowed = 0;
  return {
    next: () => steps[allowed++]?.resolve(),
    async *answer({ signal }) {
      for (const [index, delta] of words.entries()) {
        await Promise.race([steps[index]?.promise, aborted(signal)]);
        yield { type: 'text-delta', delta };
      }
      await aborted(signal);
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function* failsMidway(): ReturnType<AnswerQuestion> {
  yield { type: 'text-delta', delta: 'Half ' };
  yield { type: 'text-delta', delta: 'of it' };
  throw new AppError('timeout', 'The model was silent for too long.');
}

describe('streams over a real connection', () => {
  const houses: HttpApp[] = [];
  afterEach(async () => {
    await Promise.all(houses.splice(0).map((house) => house.close()));
  });

  async function open(): Promise<{ house: HttpApp; ann: Resident; url: string }> {
    const house = await createHttpApp({ now: () => 5_000 });
    houses.push(house);
    await house.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = house.app.server.address() as AddressInfo;
    return { house, ann: await house.settle('ann'), url: `http://127.0.0.1:${port}` };
  }

  function post(url: string, ann: Resident, body: object, signal?: AbortSignal): Promise<Response> {
    const headers = { authorization: ann.token, 'content-type': 'application/json' };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
  }

  const typed = (url: string, ann: Resident, more: object = {}, signal?: AbortSignal): Promise<Response> =>
    post(
      `${url}/turns`,
      ann,
      { conversationId: ann.conversationId, messageId: 'q1', question: 'Q', ...more },
      signal,
    );

  const old = (url: string, ann: Resident, more: object = {}, signal?: AbortSignal): Promise<Response> => {
    const messages = [{ role: 'user', content: 'Q', id: 'q1' }];
    const completion = `${url}/v1/conversation/completion`;
    return post(completion, ann, { conversation_id: ann.conversationId, messages, ...more }, signal);
  };

  /** The text of a stream, with the ids that differ from run to run named. */
  async function textOf(response: Response, ann: Resident): Promise<string> {
    const text = await response.text();
    const turn = /"turnId":"(\w+)"/.exec(text)?.[1] ?? 'TURN';
    return text.replaceAll(ann.conversationId, 'CONVERSATION').replaceAll(turn, 'TURN');
  }

  /** The question and the shown answer as they are stored. */
  async function stored(house: HttpApp, { conversationId }: Resident): Promise<unknown> {
    const messages = await house.repositories.conversations.messages(conversationId);
    return messages.map((message) =>
      message.role === 'user' ? message.content : [message.status, message.content],
    );
  }

  /** Reads until the text contains `part`; the stream stays open. */
  async function readUntil(response: Response, part: string): Promise<string> {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(part)) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) throw new Error(`The stream ended before it said ${part}.`);
      text += value;
    }
    return text;
  }

  describe('complete', () => {
    it('typed: every event with its number, byte by byte', async () => {
      const { house, ann, url } = await open();
      house.answerWith(async function* () {
        yield { type: 'stage-start', stage: 'generate' };
        yield* sayWords('Hello\u2028', 'there.')({} as never);
      });
      const response = await typed(url, ann);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'cache-control': 'no-cache, no-transform',
        connection: 'keep-alive',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      const end = JSON.stringify(answerEnd('Hello\u2028there.'))
        .replace('"references":[]', '"sources":[]')
        .replace('\u2028', '\\u2028');
      expect(await textOf(response, ann)).toBe(
        'id:1\ndata:{"type":"turn-start","turnId":"TURN","conversationId":"CONVERSATION","messageId":"q1","createdAt":5000}\n\n' +
          'id:2\ndata:{"type":"stage-start","stage":"generate"}\n\n' +
          'id:3\ndata:{"type":"text-delta","delta":"Hello\\u2028"}\n\n' +
          'id:4\ndata:{"type":"text-delta","delta":"there."}\n\n' +
          `id:5\ndata:${end}\n\n`,
      );
      expect(await stored(house, ann)).toEqual(['Q', ['done', 'Hello\u2028there.']]);
    });

    it('/v1: growing text, references, data: true', async () => {
      const { house, ann, url } = await open();
      const response = await old(url, ann);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'cache-control': 'no-cache, no-transform',
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      expect(await textOf(response, ann)).toBe(
        batch('Hello ') + batch('Hello there.') + final('Hello there.') + DONE,
      );
      expect(await stored(house, ann)).toEqual(['Q', ['done', 'Hello there.']]);
    });

    it('/v1: the same text without a stream', async () => {
      const { ann, url } = await open();
      const answer = (await (await old(url, ann, { stream: false })).json()) as { data: object };
      expect(answer).toMatchObject({
        code: 0,
        message: 'success',
        data: { answer: 'Hello there.', id: 'q1' },
      });
      expect(Object.keys(answer.data)).toEqual(
        'answer reference audio_binary created_at id conversation_id session_id prompt'.split(' '),
      );
    });
  });

  describe('the model fails midway', () => {
    const problem = '{"code":"timeout","message":"The model was silent for too long.","retryable":true}';

    it('typed: the last event is the error with the text so far', async () => {
      const { house, ann, url } = await open();
      house.answerWith(failsMidway);
      const text = await textOf(await typed(url, ann), ann);
      const partial = '{"text":"Half of it","reasoning":"","citations":[],"sources":[]}';
      expect(text.split('\n\n').slice(1)).toEqual([
        'id:2\ndata:{"type":"text-delta","delta":"Half "}',
        'id:3\ndata:{"type":"text-delta","delta":"of it"}',
        `id:4\ndata:{"type":"error","problem":${problem},"partial":${partial}}`,
        '',
      ]);
      expect(await stored(house, ann)).toEqual(['Q', ['failed', 'Half of it']]);
    });

    it('/v1: the code of the cause, then data: true; no error text is stored', async () => {
      const { house, ann, url } = await open();
      house.answerWith(failsMidway);
      const text = await textOf(await old(url, ann), ann);
      expect(text).toBe(
        batch('Half ') + batch('Half of it') + broken(504, 'The model was silent for too long.') + DONE,
      );
      expect(await stored(house, ann)).toEqual(['Q', ['failed', 'Half of it']]);
    });

    it('/v1: code 100 without a stream', async () => {
      const { house, ann, url } = await open();
      house.answerWith(failsMidway);
      const answer = await old(url, ann, { stream: false });
      expect(await answer.json()).toEqual({
        code: 100,
        message: 'The model was silent for too long.',
        data: null,
      });
    });

    it('tells nobody what an unknown error said', async () => {
      const { house, ann, url } = await open();
      house.answerWith(async function* () {
        yield { type: 'stage-start', stage: 'generate' };
        throw new Error('secret of the cellar');
      });
      expect(await textOf(await typed(url, ann), ann)).not.toContain('secret');
      expect(await textOf(await old(url, ann), ann)).not.toContain('secret');
    });
  });

  describe('stopped', () => {
    it('typed: ends with what was said, and the model is aborted', async () => {
      const { house, ann, url } = await open();
      const { answer, next } = onDemand(['One ', 'two']);
      house.answerWith(answer);
      const response = await typed(url, ann);
      const copy = response.clone();
      next();
      const begun = await readUntil(copy, 'One ');
      const turnId = /"turnId":"(\w+)"/.exec(begun)?.[1];
      const stop = await post(`${url}/turns/${turnId}/stop`, ann, {});
      expect(await stop.json()).toEqual({ stopped: true });
      expect(await response.text()).toContain('"finishReason":"cancelled"');
      expect(house.aborted).toEqual(['q1']);
      expect(await stored(house, ann)).toEqual(['Q', ['stopped', 'One ']]);
      expect(await (await post(`${url}/turns/${turnId}/stop`, ann, {})).json()).toEqual({ stopped: false });
    });

    it('/v1: ends as a shorter answer', async () => {
      const { house, ann, url } = await open();
      const { answer, next } = onDemand(['One ', 'two']);
      house.answerWith(answer);
      const response = await old(url, ann);
      const copy = response.clone();
      next();
      await readUntil(copy, 'One ');
      const stop = await post(`${url}/v1/conversation/stop`, ann, { conversation_id: ann.conversationId });
      expect(await stop.json()).toEqual({ code: 0, message: 'success', data: true });
      const frames = (await response.text()).split('\n\n');
      expect(JSON.parse(frames.at(-3)?.slice(5) ?? '').data.answer).toBe('One ');
      expect(`${frames.at(-2)}\n\n`).toBe(DONE);
      expect(await stored(house, ann)).toEqual(['Q', ['stopped', 'One ']]);
    });
  });

  describe('the reader leaves', () => {
    it.each([
      ['typed', typed],
      ['/v1', old],
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
      const whole = await (await typed(url, ann)).text();
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
      ['typed', typed, { conversationId: undefined }],
      ['/v1', old, { llm_id: 'other@Offline' }],
      ['/v1 without a stream', old, { llm_id: 'other@Offline', stream: false }],
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
  });

  it('a server that closes ends every stream with an event that says so, in bounded time', async () => {
    const { house, ann, url } = await open();
    const { answer, next } = onDemand(['One ', 'two']);
    house.answerWith(answer);
    next();
    const first = await typed(url, ann);
    const second = await old(url, ann);
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
  readonly exchanges: readonly { readonly answers: readonly unknown[] }[];
}
