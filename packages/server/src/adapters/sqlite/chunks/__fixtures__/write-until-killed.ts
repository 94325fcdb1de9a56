import { createSqliteChunkStore } from '../chunk-store.ts';
import { openEmbeddedDatabase } from '../../embedded-database.ts';
import { documentChunks, TENANT } from './sample-chunks.ts';

/** Puts documents and removes older ones until it is killed, and says what has been acknowledged. */
const [path = '', first = '0'] = process.argv.slice(2);
const operationModules = [new URL('../operations.ts', import.meta.url).href];
const store = createSqliteChunkStore({ database: await openEmbeddedDatabase({ path, operationModules }) });
for (let number = Number(first); ; number++) {
  await store.put(documentChunks(number));
  process.stdout.write(`put ${number}\n`);
  if (number % 3 === 0) continue;
  const filter = { tenantId: TENANT, knowledgeBaseIds: ['base'], documentIds: [`d${number - 2}`] };
  await store.remove(filter);
  process.stdout.write(`removed ${number - 2}\n`);
  // Sweeps are what a kill is most likely to hit.
  if (number % 4 === 0) await store.settle();
}
