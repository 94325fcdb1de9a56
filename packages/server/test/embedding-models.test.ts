import { join } from 'node:path';
import { createStaticEmbeddingModel } from '../src/adapters/offline/static-embedding.ts';
import { createOpenAiEmbeddingModel } from '../src/adapters/openai-compatible/embedding-model.ts';
import { openEmbeddedDatabase } from '../src/adapters/sqlite/embedded-database.ts';
import { embeddingModelContract } from './contracts/embedding-model.ts';
import { startFakeVendor } from './fakes/fake-vendor.ts';
import { embeddingReply } from './fakes/vendor-replies.ts';
import { temporaryFolder } from './temporary-folder.ts';

embeddingModelContract('the built-in embedding, in a database thread', async () => {
  const folder = temporaryFolder();
  const database = await openEmbeddedDatabase({
    path: join(folder.path, 'test.db'),
    operationModules: [new URL('../src/workers/embedding-operations.ts', import.meta.url).href],
    workerData: { embeddingFolder: join(import.meta.dirname, '../models/static-embedding') },
  });
  return {
    model: createStaticEmbeddingModel({ run: database.runReader.bind(database) }),
    async close() {
      await database.close();
      folder.remove();
    },
  };
});

embeddingModelContract('an OpenAI-compatible provider', async () => {
  const vendor = await startFakeVendor(({ body }) => {
    const texts = body.input as readonly string[];
    return embeddingReply(texts.map(letters), body.encoding_format === 'base64' ? 'base64' : 'float');
  });
  const model = createOpenAiEmbeddingModel({
    ref: 'letters@Vendor',
    model: 'letters',
    baseUrl: vendor.baseUrl,
    apiKey: 'sk-test',
    dimensions: 26,
  });
  return { model, close: () => vendor.close() };
});

/** How often each letter occurs: enough to tell texts apart. */
function letters(text: string): number[] {
  const counts = Array.from({ length: 26 }, () => 0);
  for (const letter of text.toLowerCase().match(/[a-z]/g) ?? []) {
    const index = letter.charCodeAt(0) - 97;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
