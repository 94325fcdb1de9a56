import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../../test/collect.ts';
import { type FakeVendor, startFakeVendor } from '../../../test/fakes/fake-vendor.ts';
import { chunk, SILENCE, streamReply } from '../../../test/fakes/vendor-replies.ts';
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

describe('cancelling', () => {
  it.each([
    ['before the head', { steps: [new Promise(() => {})] }],
    ['after the head', streamReply(SILENCE)],
    ['in the middle', streamReply(chunk({ content: 'Hi' }), SILENCE)],
  ])('%s reaches the provider at once', async (_when, reply) => {
    vendor.next(reply);
    const controller = new AbortController();
    const model = createOpenAiChatModel({
      ref: 'fake@Vendor',
      model: 'fake',
      baseUrl: vendor.baseUrl,
      contextWindow: 8_192,
      dispatcher: agent,
    });
    const asked = collect(
      model.stream({ system: '', messages: [], settings: {}, signal: controller.signal }),
    );
    const request = await vendor.request(0);
    controller.abort(new Error('Stop.'));
    await expect(asked).rejects.toThrow('Stop.');
    await request.over;
    expect(request.aborted).toBe(true);
  });
});
