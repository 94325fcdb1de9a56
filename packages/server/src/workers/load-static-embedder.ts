import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStaticEmbedder, type StaticEmbedder } from './static-embedder.ts';

/** Reads the model folder, synchronously: for worker threads (some 30 ms, 12 MB). */
export function loadStaticEmbedder(folder: string): StaticEmbedder {
  const bytes = readFileSync(join(folder, 'embedding.bin'));
  return createStaticEmbedder({
    config: JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { rows: number; dim: number },
    vocabulary: readFileSync(join(folder, 'vocab.txt'), 'utf8'),
    embedding: new Uint8Array(bytes).buffer,
  });
}
