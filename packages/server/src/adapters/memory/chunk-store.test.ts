import { chunkStoreContract } from '../../../test/contracts/chunk-store.ts';
import { createMemoryChunkStore } from './chunk-store.ts';

chunkStoreContract('The chunk store in memory', async () => ({
  store: createMemoryChunkStore(),
  close: async () => undefined,
}));
