import type { Operation, Operations } from '../operations.ts';
import { warmIndex } from './live-index.ts';
import { countChunks, getChunks, listChunks } from './lookup.ts';
import { maintainChunks } from './maintain.ts';
import { abandonPut, putChunks } from './put.ts';
import { removeChunks } from './remove.ts';
import { searchChunks } from './search.ts';

const WARM_MILLISECONDS = 10;

/** Loads a part of the index into the reader; true when all of it is there. */
const warmChunks: Operation<undefined, boolean> = (context) => ({
  output: warmIndex(context, WARM_MILLISECONDS),
});

/** What the chunk store does inside the database threads. */
export const operations: Operations = {
  'chunks.put': putChunks,
  'chunks.abandon-put': abandonPut,
  'chunks.remove': removeChunks,
  'chunks.maintain': maintainChunks,
  'chunks.search': searchChunks,
  'chunks.get': getChunks,
  'chunks.list': listChunks,
  'chunks.count': countChunks,
  'chunks.warm': warmChunks,
};
