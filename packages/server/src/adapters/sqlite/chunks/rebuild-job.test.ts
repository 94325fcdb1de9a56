import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/temporary-folder.ts';
import type { SearchResult } from '../../../ports/chunk-store.ts';
import { tokenize } from '../../../text/tokenize.ts';
import { QUESTIONS } from '../check-database.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../embedded-database.ts';
import { CHUNKS_A_DOCUMENT, documentChunks, TENANT } from './__fixtures__/sample-chunks.ts';
import { createSqliteChunkStore, type SqliteChunkStore } from './chunk-store.ts';

const operationModules = [new URL('./operations.ts', import.meta.url).href];
const FILTER = { tenantId: TENANT, knowledgeBaseIds: ['base'] };
const NEVER_STOPPED = { signal: new AbortController().signal };
const DOCUMENTS = 5;

/** Ways in which all pieces of segments 1 to 3 become unreadable. */
const DAMAGES = {
  'of an earlier layout': "update chunk_segment_pieces set data = cast('CCS1' || substr(data, 5) as blob)",
  'of no layout': 'update chunk_segment_pieces set data = zeroblob(length(data))',
  'cut off': 'update chunk_segment_pieces set data = substr(data, 1, length(data) / 2)',
  'with other lengths of its sections':
    "update chunk_segment_pieces set data = cast(substr(data, 1, 40) || x'ffffff00' || substr(data, 45) as blob)",
  lost: 'delete from chunk_segment_pieces',
  'without its end': 'delete from chunk_segment_pieces where piece > 0 and segment <= 3 --',
};

describe('segments that cannot be read', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let database: EmbeddedDatabase;
  let store: SqliteChunkStore;

  const open = async (): Promise<void> => {
    database = await openEmbeddedDatabase({ path, operationModules });
    store = createSqliteChunkStore({ database });
  };
  const close = async (): Promise<void> => {
    await store.close();
    await database.close();
  };
  const change = (sql: string): void => {
    const file = new DatabaseSync(path);
    file.exec(sql);
    file.close();
  };
  const search = async (): Promise<SearchResult> => {
    const text = {
      terms: ['common', 'part3', 'word31'].flatMap(tokenize).map((term) => ({ term, weight: 1 })),
      grams: [{ term: 'comm', weight: 1 }],
      minimumMatch: 0,
    };
    const vector = { values: Float32Array.of(1, 0), minimumSimilarity: -1 };
    const query = { filter: FILTER, limit: 1000, text, vector };
    const { candidates, ...statistics } = await store.search(query, NEVER_STOPPED);
    const sorted = [...candidates].sort((one, other) => (one.chunkId < other.chunkId ? -1 : 1));
    return { candidates: sorted, ...statistics };
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, 'test.db');
    await open();
    for (let number = 0; number < DOCUMENTS; number++) {
      const chunks = documentChunks(number);
      await store.put(chunks.map((chunk) => ({ ...chunk, tokens: tokenize(chunk.text) })));
    }
  });
  afterEach(async () => {
    await close();
    folder.remove();
  });

  for (const [name, sql] of Object.entries(DAMAGES)) {
    it(`are built anew from the rows when they are ${name}`, async () => {
      const before = await search();
      expect(before.candidates).toHaveLength(DOCUMENTS * CHUNKS_A_DOCUMENT);
      await close();
      change(`${sql} where segment <= 3`);
      await open();
      await store.settle();
      expect(await search()).toEqual(before);
    });
  }

  it('are counted for the doctor, let the others be searched, and bring back nothing that was removed', async () => {
    await store.remove({ ...FILTER, documentIds: ['d1'] });
    await close();
    change(`${DAMAGES['of an earlier layout']} where segment <= 3`);
    const file = new DatabaseSync(path);
    expect(file.prepare(QUESTIONS.unreadableSegments).get()).toEqual({ n: 3 });
    file.close();
    await open();
    const early = await search();
    expect(early.candidates.map(({ chunkId }) => chunkId)).toEqual(expect.arrayContaining(['d3.0', 'd4.11']));
    await store.put(documentChunks(9));
    await store.settle();
    const found = new Set((await search()).candidates.map(({ chunkId }) => chunkId.split('.')[0]));
    expect([...found].sort()).toEqual(['d0', 'd2', 'd3', 'd4', 'd9']);
    const [counted] = await database.read([{ sql: QUESTIONS.unreadableSegments, parameters: [] }]);
    expect(counted?.rows).toEqual([{ n: 0 }]);
  });
});
