import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../../test/collect.ts';
import { chatModelContract, textOf } from '../../../test/contracts/chat-model.ts';
import { type FakeVendor, startFakeVendor } from '../../../test/fakes/fake-vendor.ts';
import {
  chunk,
  completionReply,
  DONE,
  errorReply,
  frame,
  RESET,
  streamReply,
  textReply,
  usageChunk,
  type VendorReply,
} from '../../../test/fakes/vendor-replies.ts';
import type { AppError } from '../../domain/errors.ts';
import type { ChatCall, ModelEvent } from '../../ports/chat-model.ts';
import { createOpenAiChatModel } from './chat-model.ts';

let vendor: FakeVendor;
let agent: Agent;

beforeEach(async () => {
  vendor = await startFakeVendor();
  agent = new Agent({ connections: 8 });
});
afterEach(async () => {
  await agent.destroy();
  await vendor.close();
});

const KEY = 'sk-very-secret-1234';
const question: Omit<ChatCall, 'signal'> = {
  system: 'Answer.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello?' }] }],
  settings: {},
};

function model() {
  return createOpenAiChatModel({
    ref: 'fake@Vendor',
    model: 'fake',
    baseUrl: vendor.baseUrl,
    apiKey: KEY,
    contextWindow: 8_192,
    dispatcher: agent,
  });
}

function ask(change: Partial<ChatCall> = {}): Promise<ModelEvent[]> {
  return collect(model().stream({ ...question, signal: new AbortController().signal, ...change }));
}

async function refused(...replies: VendorReply[]): Promise<AppError> {
  vendor.next(...replies);
  const error = await ask().then(
    () => undefined,
    (thrown: AppError) => thrown,
  );
  if (error === undefined) throw new Error('It was not refused.');
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(KEY);
  return error;
}

chatModelContract('The OpenAI-compatible adapter', () => ({ model: model(), call: question }));

describe('a call', () => {
  it('sends system, history, images, tools, settings and the key', async () => {
    await ask({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'a' }] },
        { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'look', input: { at: 1 } }] },
        { role: 'tool', callId: 'c1', content: 'seen' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'b' },
            { type: 'image', data: new Uint8Array([1, 2, 3]), mediaType: 'image/png' },
          ],
        },
      ],
      tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }],
      settings: {
        temperature: 0.2,
        topP: 0.9,
        maxOutputTokens: 7,
        presencePenalty: 0.1,
        frequencyPenalty: 0.3,
      },
    });
    const request = vendor.requests[0];
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(request?.body).toEqual({
      model: 'fake',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.3,
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } },
        },
      ],
      messages: [
        { role: 'system', content: 'Answer.' },
        { role: 'user', content: 'a' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'seen' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'b' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
          ],
        },
      ],
    });
  });

  it('is sent again in the form that the model takes, and the form is remembered', async () => {
    const refusal = (param: string) => errorReply(400, { code: 'unsupported_parameter', ...{ param } });
    vendor.next(refusal('max_tokens'), refusal('temperature'));
    const reasoning = model();
    const call = {
      ...question,
      settings: { maxOutputTokens: 9, temperature: 0 },
      signal: new AbortController().signal,
    };
    expect(textOf(await collect(reasoning.stream(call)))).toBe('Hello from the fake vendor.');
    await collect(reasoning.stream(call));
    expect(vendor.requests).toHaveLength(4);
    expect(vendor.requests[3]?.body).toMatchObject({ max_completion_tokens: 9 });
    expect(vendor.requests[3]?.body).not.toHaveProperty('max_tokens');
    expect(vendor.requests[3]?.body).not.toHaveProperty('temperature');
  });

  it('uses a connection again after a complete answer', async () => {
    await agent.destroy();
    agent = new Agent({ connections: 1 });
    for (let count = 0; count < 3; count += 1) await ask();
    expect(vendor.connections).toBe(1);
  });
});

describe('an answer', () => {
  it('has text, finish reason and the usage of the provider', async () => {
    vendor.next(streamReply(chunk({ content: 'Hi' }), chunk({}, 'length'), usageChunk(21, 4), DONE));
    expect(await ask()).toEqual([
      { type: 'text-delta', delta: 'Hi' },
      { type: 'end', finishReason: 'length', usage: { inputTokens: 21, outputTokens: 4 } },
    ]);
  });

  it.each(['reasoning_content', 'reasoning'])('may have reasoning in %s', async (field) => {
    vendor.next(
      streamReply(
        chunk({ [field]: 'Hm. ' }),
        chunk({ content: 'Yes.', [field]: null }),
        chunk({}, 'stop'),
        DONE,
      ),
    );
    expect((await ask()).slice(0, 2)).toEqual([
      { type: 'reasoning-delta', delta: 'Hm. ' },
      { type: 'text-delta', delta: 'Yes.' },
    ]);
  });

  it('puts tool calls together from their fragments', async () => {
    const part = (index: number, rest: object) => chunk({ tool_calls: [{ index, ...rest }] });
    vendor.next(
      streamReply(
        part(0, { id: 'a', function: { name: 'find', arguments: '' } }),
        part(1, { id: 'b', function: { name: 'stop' } }),
        part(0, { function: { arguments: '{"q":' } }),
        part(0, { function: { arguments: '"x"}' } }),
        chunk({}, 'tool_calls'),
        DONE,
      ),
    );
    expect(await ask()).toMatchObject([
      { type: 'tool-call', call: { id: 'a', name: 'find', input: { q: 'x' } } },
      { type: 'tool-call', call: { id: 'b', name: 'stop', input: {} } },
      { type: 'end', finishReason: 'tool-calls' },
    ]);
  });

  it('survives characters cut between packets, comments, CRLF and a missing last blank line', async () => {
    const bytes = Buffer.from(
      `: keep-alive\r\n\r\n${chunk({ content: 'Grüße 你好 👋' })}`.replaceAll('\n', '\r\n'),
    );
    const steps = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    vendor.next(streamReply(...steps, ': ping\n\n', chunk({}, 'stop').trimEnd()));
    expect(textOf(await ask())).toBe('Grüße 你好 👋');
  });

  it('has an estimated usage when the provider gives none', async () => {
    vendor.next(textReply(['four', 'four'], null));
    expect((await ask()).at(-1)).toMatchObject({ usage: { inputTokens: 11, outputTokens: 2 } });
  });

  it('may come as one JSON although a stream was asked for', async () => {
    vendor.next(completionReply({ content: 'All at once.', reasoning_content: 'Hm.' }));
    expect((await ask()).map((event) => event.type)).toEqual(['reasoning-delta', 'text-delta', 'end']);
  });
});

describe('a refusal', () => {
  it.each([
    [401, {}, 'model-auth', false],
    [403, {}, 'model-auth', false],
    [402, {}, 'model-quota', false],
    [429, { code: 'insufficient_quota' }, 'model-quota', false],
    [429, {}, 'rate-limited', true],
    [404, {}, 'model-unavailable', false],
    [400, { code: 'context_length_exceeded' }, 'model-context', false],
    [400, { code: 'content_filter' }, 'model-filtered', false],
    [400, {}, 'model-unavailable', false],
    [408, {}, 'timeout', true],
    [504, {}, 'timeout', true],
    [500, {}, 'model-unavailable', true],
    [503, {}, 'model-unavailable', true],
  ] as const)('with status %i %j is %s', async (status, error, code, retryable) => {
    const message = `Incorrect API key provided: ${KEY}`;
    expect(await refused(errorReply(status, { message, ...error }))).toMatchObject({ code, retryable });
  });

  it('names the model that is not there', async () => {
    expect((await refused(errorReply(404, { code: 'model_not_found' }))).message).toContain('"fake"');
  });

  it('says when to come back', async () => {
    const error = await refused(errorReply(429, {}, { 'retry-after': '7' }));
    expect(error.retryAfterMilliseconds).toBe(7_000);
  });

  it('may come as a chunk of the stream', async () => {
    const error = { message: 'Too busy.', code: 429 };
    expect(await refused(streamReply(chunk({ content: 'Hi' }), frame({ error })))).toMatchObject({
      code: 'rate-limited',
    });
  });

  it('may be a web page, no JSON, or nothing at all', async () => {
    const page = { headers: { 'content-type': 'text/html' }, steps: ['<html>'] };
    expect(await refused(page)).toMatchObject({ code: 'model-unavailable', retryable: false });
    expect(await refused(streamReply('data: {"choices":\n\n'))).toMatchObject({ code: 'model-unavailable' });
    expect(await refused(streamReply())).toMatchObject({ code: 'model-unavailable', retryable: true });
    expect(await refused({ status: 502, steps: ['Bad gateway'] })).toMatchObject({
      code: 'model-unavailable',
    });
  });
});

describe('a broken connection', () => {
  it('before the first byte is an unavailable model', async () => {
    expect(await refused({ steps: [RESET] })).toMatchObject({ code: 'model-unavailable', retryable: true });
  });

  it('in the middle gives what was said, then the error', async () => {
    vendor.next(streamReply(chunk({ content: 'Half' }), RESET));
    const events: ModelEvent[] = [];
    const reading = (async () => {
      for await (const event of model().stream({ ...question, signal: new AbortController().signal }))
        events.push(event);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(textOf(events)).toBe('Half');
  });

  it('to nobody names the host, not the key', async () => {
    await vendor.close();
    const error = await ask().catch((thrown: AppError) => thrown);
    expect(error).toMatchObject({ code: 'model-unavailable', message: expect.stringContaining('127.0.0.1') });
    vendor = await startFakeVendor();
  });
});
