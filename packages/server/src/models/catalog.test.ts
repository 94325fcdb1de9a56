import { describe, expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { AppError } from '../domain/errors.ts';
import type { ModelRef } from '../domain/model.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { type CatalogEntry, createModelCatalog } from './catalog.ts';

const limits = { firstEvent: 1_000, betweenEvents: 1_000, total: 1_000 };

function catalogOf(chat: readonly CatalogEntry<ChatModel>[]) {
  const tenants: string[] = [];
  const catalog = createModelCatalog({
    chat,
    embedding: [],
    limits,
    ledger: { record: async ({ tenantId }) => void tenants.push(tenantId), totals: async () => [] },
  });
  return { catalog, tenants };
}

function entry(ref: ModelRef, create: () => ChatModel, remote = true): CatalogEntry<ChatModel> {
  return { ref, description: `It is ${ref}.`, aliases: [`old-${ref}`], remote, create };
}

const call = { system: '', messages: [], settings: {}, signal: new AbortController().signal };

describe('createModelCatalog', () => {
  it('gives the first model by default, others by name or alias, each made once', async () => {
    let made = 0;
    const make = (ref: ModelRef) => () => {
      made += 1;
      return scriptedChatModel(['a'], { ref });
    };
    const { catalog } = catalogOf([entry('one@F', make('one@F')), entry('two@F', make('two@F'))]);
    expect(made).toBe(0);
    expect((await catalog.chat('t')).ref).toBe('one@F');
    expect((await catalog.chat('u', 'one@F')).ref).toBe('one@F');
    expect((await catalog.chat('t', 'old-two@F')).ref).toBe('two@F');
    expect(made).toBe(2);
    expect((await catalog.list()).map(({ ref, isDefault }) => [ref, isDefault])).toEqual([
      ['one@F', true],
      ['two@F', false],
    ]);
  });

  it('meters by tenant and reads thoughts out of the text', async () => {
    const { catalog, tenants } = catalogOf([entry('a@F', () => scriptedChatModel(['<think>x</think>y']))]);
    const events = await collect((await catalog.chat('mine')).stream(call));
    expect(events.map((event) => event.type)).toEqual(['reasoning-delta', 'text-delta', 'end']);
    expect(tenants).toEqual(['mine']);
  });

  it('knows no other names', async () => {
    const { catalog } = catalogOf([]);
    await expect(catalog.chat('t')).rejects.toMatchObject({ code: 'not-found' });
    await expect(catalog.chat('t', 'x@Y')).rejects.toMatchObject({
      message: expect.stringContaining('"x@Y"'),
    });
    await expect(catalog.rerank('t', 'x@Y')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tries to make a model again that could not be made', async () => {
    let tries = 0;
    const { catalog } = catalogOf([
      entry('a@F', () => {
        tries += 1;
        if (tries === 1) throw new AppError('internal', 'Its file is gone.');
        return scriptedChatModel(['a']);
      }),
    ]);
    await expect(catalog.chat('t')).rejects.toThrow('Its file is gone.');
    expect((await catalog.chat('t')).ref).toBe('scripted@Fake');
  });
});
