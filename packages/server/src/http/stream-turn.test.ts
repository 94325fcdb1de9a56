import { afterEach, describe, expect, it } from 'vitest';
import { answerEnd, type HttpApp, sayWords } from '../../test/http-app.ts';
import {
  askOld,
  askTyped,
  type Listening,
  listen,
  onDemand,
  post,
  readUntil,
  stored,
  textOf,
} from '../../test/http-streams.ts';
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

  async function open(): Promise<Listening> {
    const listening = await listen();
    houses.push(listening.house);
    return listening;
  }

  describe('complete', () => {
    it('typed: every event with its number, byte by byte', async () => {
      const { house, ann, url } = await open();
      house.answerWith(async function* () {
        yield { type: 'stage-start', stage: 'generate' };
        yield* sayWords('Hello\u2028', 'there.')({} as never);
      });
      const response = await askTyped(url, ann);
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
      const response = await askOld(url, ann);
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
      const answer = (await (await askOld(url, ann, { stream: false })).json()) as { data: object };
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
      const text = await textOf(await askTyped(url, ann), ann);
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
      const text = await textOf(await askOld(url, ann), ann);
      expect(text).toBe(
        batch('Half ') + batch('Half of it') + broken(504, 'The model was silent for too long.') + DONE,
      );
      expect(await stored(house, ann)).toEqual(['Q', ['failed', 'Half of it']]);
    });

    it('/v1: code 100 without a stream', async () => {
      const { house, ann, url } = await open();
      house.answerWith(failsMidway);
      const answer = await askOld(url, ann, { stream: false });
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
      expect(await textOf(await askTyped(url, ann), ann)).not.toContain('secret');
      expect(await textOf(await askOld(url, ann), ann)).not.toContain('secret');
    });
  });

  describe('stopped', () => {
    it('typed: ends with what was said, and the model is aborted', async () => {
      const { house, ann, url } = await open();
      const { answer, next } = onDemand(['One ', 'two']);
      house.answerWith(answer);
      const response = await askTyped(url, ann);
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
      const response = await askOld(url, ann);
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
});
