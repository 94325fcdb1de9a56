import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal } from '../../src/adapters/journal/event-log.ts';
import { documentChunks } from '../../src/adapters/sqlite/chunks/__fixtures__/sample-chunks.ts';
import { createSqliteChunkStore } from '../../src/adapters/sqlite/chunks/chunk-store.ts';
import { openEmbeddedDatabase } from '../../src/adapters/sqlite/embedded-database.ts';
import { delta, LAST, readAll } from '../contracts/event-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const RUNS = 15;
const DOCUMENTS = 12;

let folder: ReturnType<typeof temporaryFolder>;
let copies = 0;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** How the end of a file looks after a cut: what had not been synced is missing, or is nonsense. */
const cuts = fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), nonsense: fc.boolean() });

const UNCUT = { share: 1, nonsense: false };

/** A copy of a folder in which this file keeps its first `safe` bytes and a random part of the rest. */
function cutCopy(
  source: string,
  file: string,
  safe: number,
  { share, nonsense }: { readonly share: number; readonly nonsense: boolean },
): string {
  copies += 1;
  const copy = `${source}-${copies}`;
  cpSync(source, copy, { recursive: true, filter: (path) => !path.endsWith('-shm') });
  const path = join(copy, file);
  const { size } = statSync(path);
  const kept = safe + Math.floor((size - safe) * share);
  truncateSync(path, kept);
  if (nonsense) writeFileSync(path, Buffer.concat([readFileSync(path), randomBytes(size - kept)]));
  return copy;
}

it('P2: after a power cut the journal has all that was synced, and serves nothing torn', async () => {
  const source = join(folder.path, 'journal');
  const log = await openJournal(source, { syncMilliseconds: 60_000 });
  for (let number = 0; number < 40; number++) await log.append('turn', delta(`synced ${number}`));
  await log.flush();
  const [name = ''] = readdirSync(source);
  const safe = statSync(join(source, name)).size;
  for (let number = 40; number < 80; number++) await log.append('turn', delta(`written ${number}`));
  await fc.assert(
    fc.asyncProperty(cuts, async (cut) => {
      const opened = await openJournal(cutCopy(source, name, safe, cut));
      const seq = await opened.append('turn', LAST);
      expect(seq).toBeGreaterThan(40);
      const texts = (await readAll(opened, 'turn')).slice(0, -1).map(({ event }) => event);
      const whole = Array.from({ length: seq - 1 }, (_, number) =>
        delta(`${number < 40 ? 'synced' : 'written'} ${number}`),
      );
      expect(texts).toEqual(whole);
      await opened.close();
    }),
    { numRuns: RUNS },
  );
  await log.close();
});

const operationModules = [new URL('../../src/adapters/sqlite/chunks/operations.ts', import.meta.url).href];
const filter = { tenantId: 'tenant', knowledgeBaseIds: ['base'] };

async function openStore(path: string) {
  const database = await openEmbeddedDatabase({ path: join(path, 'colloquy.db'), operationModules });
  return { database, store: createSqliteChunkStore({ database }) };
}

it('S14: after a power cut the database has all that was acknowledged, and nothing by halves', async () => {
  const source = join(folder.path, 'data');
  mkdirSync(source);
  const { database, store } = await openStore(source);
  /** Size of the write-ahead log when the document of this number had been acknowledged. */
  const acknowledged: number[] = [];
  for (let number = 0; number < DOCUMENTS; number++) {
    await store.put(documentChunks(number));
    acknowledged.push(statSync(join(source, 'colloquy.db-wal')).size);
  }
  const whole = cutCopy(source, 'colloquy.db-wal', statSync(join(source, 'colloquy.db-wal')).size, UNCUT);
  acknowledged.push(statSync(join(whole, 'colloquy.db-wal')).size);
  await store.close();
  await database.close();
  // Only a log that grew all the time tells by its size what had been written when.
  expect(acknowledged).toEqual(acknowledged.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(fc.nat(DOCUMENTS - 1), cuts, async (last, cut) => {
      const copy = cutCopy(whole, 'colloquy.db-wal', acknowledged[last] ?? 0, cut);
      const opened = await openStore(copy);
      try {
        for (let number = 0; number < DOCUMENTS; number++) {
          const scope = { ...filter, documentIds: [`d${number}`] as const };
          const found = (await opened.store.list(scope, { offset: 0, limit: 100 })).map(({ text }) => text);
          if (number > last && found.length === 0) continue;
          expect(found.sort()).toEqual(
            documentChunks(number)
              .map(({ text }) => text)
              .sort(),
          );
        }
        const [row] =
          (await opened.database.read([{ sql: 'pragma integrity_check', parameters: [] }]))[0]?.rows ?? [];
        expect(Object.values(row ?? {})).toEqual(['ok']);
      } finally {
        await opened.store.close();
        await opened.database.close();
      }
    }),
    { numRuns: 8 },
  );
}, 120_000);
