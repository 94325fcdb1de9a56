import { describe, expect, it } from 'vitest';
import { AppError } from '../domain/errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import { checkModel } from './check-model.ts';

const end = { type: 'end', finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } } as const;

function catalog(stream: ChatModel['stream']): ModelCatalog {
  return {
    chat: async (_tenant, ref) => {
      if (ref !== 'm@P') throw new AppError('not-found', `There is no chat model "${ref}".`);
      return { ref, contextWindow: 1_000, followsInstructions: true, stream };
    },
    embedding: async () => {
      throw new AppError('not-found', 'There is no embedding model.');
    },
    rerank: async () => {
      throw new AppError('not-found', 'There is no rerank model.');
    },
    list: async () => [],
  };
}

function failing(error: unknown): ModelCatalog {
  return catalog(() => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }));
}

describe('the check of a model', () => {
  const check = (models: ModelCatalog) => checkModel(models, 't', { ref: 'm@P', kind: 'chat' });

  it('ends at the first sign of life', async () => {
    let asked = 0;
    const models = catalog(async function* () {
      asked++;
      yield { type: 'text-delta', delta: 'Hello' };
      yield end;
    });
    expect(await check(models)).toEqual({ milliseconds: expect.any(Number) });
    expect(asked).toBe(1);
  });

  it.each([
    ['connection', new AppError('model-unavailable', 'No route.', { cause: new Error('ECONNREFUSED') })],
    ['connection', new AppError('timeout', 'No connection in time.', { cause: new Error('timeout') })],
    ['key', new AppError('model-auth', 'Wrong key.')],
    ['key', new AppError('model-quota', 'No credit.')],
    ['model', new AppError('model-unavailable', 'No such model.', { retryable: false })],
    ['answer', new AppError('model-unavailable', 'Error 500.', { retryable: true })],
    ['answer', new AppError('model-context', 'Too long.')],
    ['answer', new Error('something else')],
  ])('names the step that failed: %s', async (step, error) => {
    const { failed } = await check(failing(error));
    expect(failed?.step).toBe(step);
    expect(failed?.problem.message).toMatch(/./);
  });

  it('a name that nobody knows fails at the model', async () => {
    const { failed } = await checkModel(failing(new Error('x')), 't', { ref: 'other@P', kind: 'chat' });
    expect(failed).toMatchObject({ step: 'model', problem: { code: 'not-found' } });
  });

  it('an answer without a word is no answer', async () => {
    const { failed } = await check(catalog(async function* () {}));
    expect(failed?.step).toBe('answer');
  });

  it('stops when the caller leaves', async () => {
    const leaving = AbortSignal.abort(new Error('left'));
    const left = checkModel(failing(new Error('x')), 't', { ref: 'm@P', kind: 'chat' }, leaving);
    await expect(left).rejects.toThrow('left');
  });
});
