import type { Installation, ModelCheck } from '@colloquy/protocol';
import { json } from './fake-body.ts';
import type { Handler } from './fake-routes.ts';
import { fail, type State } from './fake-state.ts';

/** Account, models and figures of the scripted server. */
export function settingsRoutes(fake: State): Readonly<Record<string, Handler>> {
  return {
    'GET /account': () => ({ id: 'u', email: 'ada@example.org', nickname: fake.nickname }),
    'PATCH /account': async ({ request }) => {
      fake.nickname = ((await json(request)) as { nickname: string }).nickname;
      return { id: 'u', email: 'ada@example.org', nickname: fake.nickname };
    },
    'PUT /account/password': async ({ request }) => {
      const { current } = (await json(request)) as { current: string };
      if (current !== 'long-enough')
        fail(400, 'invalid-request', 'This is not your present password.', 'current');
    },
    'GET /installation': (): Installation => ({
      version: '0.1.0',
      library: {
        bases: fake.bases.length,
        documents: fake.documents.length,
        ready: fake.documents.filter(({ status }) => status === 'ready').length,
        failed: fake.documents.filter(({ status }) => status === 'failed').length,
        passages: fake.documents.reduce((sum, { passages }) => sum + passages, 0),
        bytes: fake.documents.reduce((sum, { size }) => sum + size, 0),
      },
      maxUploadBytes: fake.maxUploadBytes,
      models: [
        {
          ref: 'qwen3:8b@OpenAI-API-Compatible',
          kind: 'chat',
          isDefault: true,
          description: 'Writes answers; asked at 127.0.0.1:11434.',
        },
        {
          ref: 'extractive@Offline',
          kind: 'chat',
          isDefault: false,
          description: 'Quotes sentences of your documents; does not write.',
        },
        {
          ref: 'minilm-static-en-256@Offline',
          kind: 'embedding',
          isDefault: true,
          description: 'The built-in English embedding: a table of word vectors.',
        },
      ],
      dataFolder: '/home/ada/colloquy/data',
    }),
    'POST /models/check': async ({ request }): Promise<ModelCheck> => {
      const { ref } = (await json(request)) as { ref: string };
      if (!ref.startsWith('qwen')) return { milliseconds: 4 };
      const message =
        'The model provider 127.0.0.1:11434 did not accept the key; check the key and what it may use.';
      return {
        milliseconds: 38,
        failed: { step: 'key', problem: { code: 'model-auth', message, retryable: false } },
      };
    },
  };
}
