import { Agent } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeVendor, startFakeVendor } from '../../../test/fakes/fake-vendor.ts';
import { embeddingReply, errorReply, jsonReply, SILENCE } from '../../../test/fakes/vendor-replies.ts';
import { createOpenAiEmbeddingModel } from './embedding-model.ts';

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

function model(change: { dimensions?: number; maxBatch?: number } = {}) {
  return createOpenAiEmbeddingModel({
    ref: 'embed@Vendor',
    model: 'embed',
    baseUrl: vendor.baseUrl,
    apiKey: 'sk-secret',
    dimensions: 2,
    dispatcher: agent,
    ...change,
  });
}

const options = { purpose: 'document', signal: new AbortController().signal } as const;

it('asks for base64 and gives unit vectors in the order of the texts, with the usage', async () => {
  vendor.next(
    embeddingReply(
      [
        [3, 4],
        [0, 2],
      ],
      'base64',
    ),
  );
  const { vectors, usage } = await model().embed(['a', 'b'], options);
  expect(vectors[0]?.[0]).toBeCloseTo(0.6);
  expect(vectors[0]?.[1]).toBeCloseTo(0.8);
  expect([...(vectors[1] ?? [])]).toEqual([0, 1]);
  expect(usage).toEqual({ inputTokens: 6, outputTokens: 0 });
  expect(vendor.requests[0]?.body).toEqual({ model: 'embed', input: ['a', 'b'], encoding_format: 'base64' });
});

it('reads lists of numbers too, and stops asking for base64 where it is refused', async () => {
  vendor.next(errorReply(400), embeddingReply([[1, 0]], 'float'), embeddingReply([[0, 1]], 'float'));
  const once = model();
  expect([...((await once.embed(['a'], options)).vectors[0] ?? [])]).toEqual([1, 0]);
  await once.embed(['b'], options);
  expect(vendor.requests.map((request) => 'encoding_format' in request.body)).toEqual([true, false, false]);
});

it('sends many texts in batches and sorts by index', async () => {
  const shuffled = jsonReply({
    data: [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ],
  });
  vendor.next(shuffled, embeddingReply([[1, 1]], 'float'));
  const { vectors } = await model({ maxBatch: 2 }).embed(['a', 'b', 'c'], options);
  expect(vendor.requests.map((request) => request.body.input)).toEqual([['a', 'b'], ['c']]);
  expect(vectors.map((vector) => Math.round(vector[0] ?? 0))).toEqual([1, 0, 1]);
});

it('gives the zero vector for a blank text', async () => {
  vendor.next(
    embeddingReply(
      [
        [1, 0],
        [0, 1],
      ],
      'base64',
    ),
  );
  const { vectors } = await model().embed(['  ', 'b'], options);
  expect(vectors.map((vector) => [...vector])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(vendor.requests[0]?.body.input).toEqual(['-', 'b']);
});

it('names the dimension that is wrong', async () => {
  const error = await model({ dimensions: 3 })
    .embed(['a'], options)
    .catch((thrown: Error) => thrown);
  expect(error).toMatchObject({
    code: 'model-unavailable',
    message: expect.stringMatching(/8 numbers.*3 are/),
  });
});

it.each([
  [jsonReply({ data: [] }), 'model-unavailable'],
  [jsonReply({ data: [{ index: 5, embedding: [1, 0] }] }), 'model-unavailable'],
  [jsonReply({ data: [{ embedding: 'AAA=' }] }), 'model-unavailable'],
  [{ steps: ['<html>'] }, 'model-unavailable'],
  [errorReply(401), 'model-auth'],
  [errorReply(429), 'rate-limited'],
])('refuses an answer that is none (%#)', async (reply, code) => {
  vendor.next(reply);
  await expect(model().embed(['a'], options)).rejects.toMatchObject({ code });
});

it('reaches the provider at once when it is aborted', async () => {
  vendor.next({ steps: [SILENCE] });
  const controller = new AbortController();
  const embedding = model().embed(['a'], { purpose: 'query', signal: controller.signal });
  const request = await vendor.request(0);
  controller.abort(new Error('Stop.'));
  await expect(embedding).rejects.toThrow('Stop.');
  await request.over;
  expect(request.aborted).toBe(true);
});
