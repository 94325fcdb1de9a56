import { describe, expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { type Script, scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { AppError } from '../domain/errors.ts';
import type { ChatCall } from '../ports/chat-model.ts';
import type { UsageLedger } from '../ports/usage-ledger.ts';
import { withChatMetering, withEmbeddingMetering } from './metered.ts';

function ledgerOf() {
  const entries: Parameters<UsageLedger['record']>[0][] = [];
  const ledger: UsageLedger = {
    record: async (entry) => void entries.push(entry),
    totals: async () => [],
  };
  return { entries, ledger };
}

function callWith(signal = new AbortController().signal): ChatCall {
  const content = [{ type: 'text', text: 'four' }] as const;
  return { system: 'four', messages: [{ role: 'user', content }], settings: {}, signal };
}

function metered(script: Script) {
  const { entries, ledger } = ledgerOf();
  return { entries, model: withChatMetering(scriptedChatModel(script), { ledger, tenantId: 't' }) };
}

describe('withChatMetering', () => {
  it('enters what the provider counted', async () => {
    const { entries, model } = metered(['a', 'b']);
    await collect(model.stream(callWith()));
    expect(entries).toEqual([
      { tenantId: 't', model: 'scripted@Fake', usage: { inputTokens: 10, outputTokens: 2 } },
    ]);
  });

  it('enters an estimate of what was streamed when it is stopped, breaks off, or its reader leaves', async () => {
    const controller = new AbortController();
    const stopped = metered(() => ['12345678', new Promise(() => {})]);
    const events = stopped.model.stream(callWith(controller.signal))[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    controller.abort();
    await expect(next).rejects.toThrow();

    const broken = metered(['12345678', new AppError('model-unavailable', 'Down.')]);
    await expect(collect(broken.model.stream(callWith()))).rejects.toThrow('Down.');

    const left = metered(['12345678', 'more']);
    for await (const _event of left.model.stream(callWith())) break;

    const expected = [{ tenantId: 't', model: 'scripted@Fake', usage: { inputTokens: 2, outputTokens: 2 } }];
    expect(stopped.entries).toEqual(expected);
    expect(broken.entries).toEqual(expected);
    expect(left.entries).toEqual(expected);
  });

  it('enters nothing for a call that was refused', async () => {
    const { entries, model } = metered([new AppError('model-auth', 'No.')]);
    await expect(collect(model.stream(callWith()))).rejects.toThrow('No.');
    expect(entries).toEqual([]);
  });

  it('answers although the ledger cannot be written, and says so', async () => {
    const errors: unknown[] = [];
    const ledger: UsageLedger = { record: () => Promise.reject(new Error('full')), totals: async () => [] };
    const model = withChatMetering(scriptedChatModel(['a']), {
      ledger,
      tenantId: 't',
      onLedgerError: (error) => errors.push(error),
    });
    expect(await collect(model.stream(callWith()))).toHaveLength(2);
    expect(errors).toHaveLength(1);
  });
});

it('withEmbeddingMetering enters tokens, but not an empty entry', async () => {
  const { entries, ledger } = ledgerOf();
  const usages = [3, 0];
  const model = withEmbeddingMetering(
    {
      ref: 'embed@Fake',
      dimensions: 1,
      maxInputTokens: 1,
      maxBatch: 1,
      embed: async () => ({ vectors: [], usage: { inputTokens: usages.shift() ?? 0, outputTokens: 0 } }),
      fusionWeight: async () => 0,
    },
    { ledger, tenantId: 't' },
  );
  const options = { purpose: 'query', signal: new AbortController().signal } as const;
  await model.embed(['a'], options);
  await model.embed(['a'], options);
  expect(entries.map((entry) => entry.usage.inputTokens)).toEqual([3]);
});
