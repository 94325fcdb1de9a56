import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chunkStoreContract } from '../../../../test/contracts/chunk-store.ts';
import { temporaryFolder } from '../../../../test/temporary-folder.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../embedded-database.ts';
import { CHUNKS_A_DOCUMENT, documentChunks, TENANT } from './__fixtures__/sample-chunks.ts';
import { createSqliteChunkStore, type SqliteChunkStore } from './chunk-store.ts';

const operationModules = [new URL('./operations.ts', import.meta.url).href];
const { signal } = new AbortController();
const FILTER = { tenantId: TENANT, knowledgeBaseIds: ['base'] };

interface Opened {
  readonly database: EmbeddedDatabase;
  readonly store: SqliteChunkStore;
}

async function openStore(path: string, readers = 1): Promise<Opened> {
  const database = await openEmbeddedDatabase({ path, operationModules, readers });
  return { database, store: createSqliteChunkStore({ database }) };
}

async function closeStore({ database, store }: Opened): Promise<void> {
  await store.close();
  await database.close();
}

chunkStoreContract('The chunk store of the embedded database', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'test.db');
  let opened = await openStore(path, 2);
  return {
    store: opened.store,
    reopen: async () => {
      await closeStore(opened);
      opened = await openStore(path, 2);
      return opened.store;
    },
    close: async () => {
      await closeStore(opened);
      folder.remove();
    },
  };
});

describe('the chunk store of the embedded database', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let opened: Opened | undefined;
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'test.db');
  });
  afterEach(async () => {
    if (opened !== undefined) await closeStore(opened);
    opened = undefined;
    folder.remove();
  });

  const matching = async (store: SqliteChunkStore, term: string, limit = 1000) => {
    const text = { terms: [{ term, weight: 1 }], grams: [], minimumMatch: 0 };
    return await store.search({ filter: FILTER, limit, text }, { signal });
  };
  const look = (sql: string): number => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return Object.values(database.prepare(sql).get() ?? {})[0] as number;
    } finally {
      database.close();
    }
  };

  it('P16: leaves no byte of a removed or replaced text in the file', async () => {
    opened = await openStore(path);
    const { store } = opened;
    const secret = 'xyzzysecretmarker';
    const long = `${secret} `.repeat(2000).trim();
    const [kept, ...others] = documentChunks(1);
    if (kept === undefined) throw new Error('There is no chunk.');
    const withSecret = (id: string, documentId: string) => ({
      ...kept,
      id,
      documentId,
      documentName: `${secret}.md`,
      headings: [secret],
      keywords: [secret],
      text: long,
      tokens: long.split(' '),
    });
    await store.put([withSecret(kept.id, kept.documentId), ...others]);
    await store.put([withSecret('gone', 'removed')]);
    await opened.database.checkpoint();
    expect(readFileSync(path).includes(secret)).toBe(true);
    await store.put([kept]);
    await store.remove({ ...FILTER, documentIds: ['removed'] });
    await store.settle();
    expect(readFileSync(path).includes(secret)).toBe(false);
    expect(readFileSync(`${path}-wal`).includes(secret)).toBe(false);
    expect((await matching(store, 'common')).candidates).toHaveLength(CHUNKS_A_DOCUMENT);
  });

  it('merges small segments, and keeps what they hold', async () => {
    opened = await openStore(path, 2);
    const { store } = opened;
    for (let number = 0; number < 70; number++) await store.put(documentChunks(number));
    await store.settle();
    expect(look("select count(*) from chunk_segments where state = 'live'")).toBeLessThan(15);
    expect(look("select count(*) from chunk_segments where state <> 'live'")).toBe(0);
    const { candidates, chunkCount } = await matching(store, 'common');
    expect(candidates).toHaveLength(70 * CHUNKS_A_DOCUMENT);
    expect(chunkCount).toBe(70 * CHUNKS_A_DOCUMENT);
    expect((await matching(store, 'document33')).candidates).toHaveLength(CHUNKS_A_DOCUMENT);
  });

  it('sweeps rows, vectors, segments and numbers of a removed base', async () => {
    opened = await openStore(path);
    const { store } = opened;
    for (let number = 0; number < 12; number++) await store.put(documentChunks(number));
    await store.remove(FILTER);
    await store.settle();
    for (const table of ['chunks', 'chunk_vectors', 'chunk_documents', 'chunk_bases', 'chunk_segments']) {
      expect([table, look(`select count(*) from ${table}`)]).toEqual([table, 0]);
    }
    expect(look('select count(*) from chunk_segment_pieces')).toBe(0);
    expect(look('select count(*) from chunk_removals')).toBe(0);
  });

  it('goes on after a restart with what has not been swept or merged', async () => {
    opened = await openStore(path);
    for (let number = 0; number < 7; number++) await opened.store.put(documentChunks(number));
    await opened.store.remove({ ...FILTER, documentIds: ['d3'] });
    await closeStore(opened);
    opened = undefined;
    // What a merge leaves behind that was cut off.
    const database = new DatabaseSync(path);
    database.exec("insert into chunk_segments (state, chunks, bytes) values ('pending', 10, 100)");
    database.exec('insert into chunk_segment_pieces select max(number), 0, zeroblob(10) from chunk_segments');
    database.close();
    opened = await openStore(path);
    expect((await matching(opened.store, 'common')).chunkCount).toBe(6 * CHUNKS_A_DOCUMENT);
    await opened.store.settle();
    expect(look("select count(*) from chunk_segments where state <> 'live'")).toBe(0);
    expect(look("select count(*) from chunks where text like '%document3 %'")).toBe(0);
    expect((await matching(opened.store, 'common')).chunkCount).toBe(6 * CHUNKS_A_DOCUMENT);
  });

  it('S14: keeps what it acknowledged when the process is killed at any moment', async () => {
    const standing = new Set<number>();
    let next = 0;
    for (let round = 0; round < 8; round++) {
      next = (await writeUntilKilled(path, next, 3 + round * 4, standing)) + 2;
      opened = await openStore(path);
      const { store } = opened;
      for (const settled of [false, true]) {
        if (settled) await store.settle();
        const { candidates } = await matching(store, 'common', 100_000);
        // An id is that of the document and a number.
        const found = Map.groupBy(candidates, ({ chunkId }) => chunkId.split('.')[0] ?? '');
        for (const [documentId, chunks] of found) {
          expect([documentId, chunks.length]).toEqual([documentId, CHUNKS_A_DOCUMENT]);
        }
        for (const number of standing) expect(found.has(`d${number}`)).toBe(true);
        expect(await store.count(FILTER)).toBe(candidates.length);
        // At most the put in flight has been stored without having been acknowledged.
        const extra = [...found.keys()].filter((id) => !standing.has(Number(id.slice(1))));
        expect(extra.length).toBeLessThanOrEqual(1);
        for (const id of extra) standing.add(Number(id.slice(1)));
      }
      await closeStore(opened);
      opened = undefined;
      const file = new DatabaseSync(path);
      expect(file.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
      file.close();
    }
  });
});

/**
 * Runs a process that writes, kills it after so many acknowledgements, and keeps `standing` as they say. What was in
 * flight is taken out of `standing` when it was a removal. Returns the last number put.
 */
async function writeUntilKilled(
  path: string,
  first: number,
  acknowledgements: number,
  standing: Set<number>,
): Promise<number> {
  const script = join(import.meta.dirname, '__fixtures__/write-until-killed.ts');
  const child = spawn(process.execPath, [script, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let latest = first;
  let heard = 0;
  let text = '';
  for await (const data of child.stdout.setEncoding('utf8')) {
    text += data;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const [verb, number] = line.split(' ');
      if (verb === 'put') {
        latest = Number(number);
        standing.add(latest);
      } else standing.delete(Number(number));
    }
    heard += lines.length;
    if (heard >= acknowledgements) child.kill('SIGKILL');
  }
  await ended;
  // The removal that follows most puts may have been committed before its acknowledgement was heard.
  if (latest % 3 !== 0) standing.delete(latest - 2);
  return latest;
}
