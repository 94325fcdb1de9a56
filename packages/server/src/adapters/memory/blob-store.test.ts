import { describeBlobStore } from '../../../test/contracts/blob-store.ts';
import { createMemoryBlobStore } from './blob-store.ts';

describeBlobStore('bytes in memory', async () => ({
  store: createMemoryBlobStore(),
  close: async () => undefined,
}));
