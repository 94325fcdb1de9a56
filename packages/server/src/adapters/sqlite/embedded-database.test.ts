import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.ts';

const operationModules = [new URL('./__fixtures__/sample-operations.ts', import.meta.url).href];
const migrations = [
  { id: 'test-001', statements: ['create table parents (id text primary key)'] },
  {
    id: 'test-002',
    statements: [
      'create table items (id text primary key, value, parent text references parents (id))',
      `insert into items values ('first', 1, null)`,
    ],
  },
];
const { signal } = new AbortController();

const insert = (id: string, parent: string | null = null) => ({
  sql: 'insert into items (id, value, parent) values (?, 1, ?)',
  parameters: [id, parent],
});

describe('the embedded database', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let database: EmbeddedDatabase;
  const open = (more: object = {}) =>
    openEmbeddedDatabase({ path: join(folder.path, 'test.db'), operationModules, migrations, ...more });

  beforeEach(async () => {
    folder = temporaryFolder();
    database = await open({ readers: 2, workerData: { greeting: 'hello' } });
  });
  afterEach(async () => {
    await database.close();
    folder.remove();
  });

  const ids = async () => {
    const [result] = await database.read([{ sql: 'select id from items order by id', parameters: [] }]);
    return result?.rows.map((row) => row.id);
  };

  it('reads what was written before', async () => {
    for (let n = 0; n < 50; n += 1) {
      await database.write([insert(`i${n}`)]);
      expect(await ids()).toContain(`i${n}`);
    }
  });

  it('undoes a failing unit alone, when many share a commit', async () => {
    const units = Array.from({ length: 40 }, (_, n) =>
      database.write([insert(`u${n}`), insert(n % 4 === 0 ? 'first' : `v${n}`)]),
    );
    const outcomes = await Promise.allSettled(units);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'conflict' } });
    expect(await ids()).toHaveLength(1 + 2 * 30);
    expect(await ids()).not.toContain('u0');
  });

  it('gives every kind of value back', async () => {
    const values = [1, -1.5, 'Grüße', null, 2 ** 52, new Uint8Array([1, 2])];
    for (const [n, value] of values.entries()) {
      await database.write([
        { sql: 'insert into items (id, value) values (?, ?)', parameters: [`${n}`, value] },
      ]);
    }
    const sql = `select value from items where id <> 'first' order by id`;
    const [result] = await database.read([{ sql, parameters: [] }]);
    expect(result?.rows.map((row) => row.value)).toEqual(values);
  });

  it('says by code what went wrong', async () => {
    await expect(database.write([insert('first')])).rejects.toMatchObject({ code: 'conflict' });
    await expect(database.write([insert('new', 'nobody')])).rejects.toMatchObject({ code: 'conflict' });
    await expect(database.read([{ sql: 'select nonsense', parameters: [] }])).rejects.toMatchObject({
      code: 'internal',
      cause: { message: expect.stringContaining('no such column') },
    });
    const object = { sql: 'select ?', parameters: [{} as string] };
    await expect(database.read([object])).rejects.toMatchObject({ code: 'internal' });
  });

  it('does not write in a reader', async () => {
    await expect(database.read([insert('new')])).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('runs named operations in both kinds of thread', async () => {
    const input = { id: 'named' };
    expect(await database.runWriter('sample.insert', input, { signal })).toBe('writer');
    expect(await database.runReader('sample.has', input, { signal })).toBe(true);
    expect(await database.runReader('sample.greet', undefined, { signal })).toBe('hello');
    const bytes = await database.runReader<Float32Array>('sample.transfer', 3, { signal });
    expect(bytes).toEqual(new Float32Array([0, 1, 2]));
    await expect(database.runReader('sample.unknown', 1, { signal })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('undoes what a failing operation wrote and keeps the code of its error', async () => {
    const failing = database.runWriter('sample.insertAndFail', { id: 'gone' }, { signal });
    await expect(failing).rejects.toMatchObject({ code: 'too-large', message: 'Too much.' });
    expect(await ids()).toEqual(['first']);
  });

  it('drops what is aborted before it began', async () => {
    const controller = new AbortController();
    const long = database.write([insert('long')]);
    const waiting = database.runWriter('sample.insert', { id: 'aborted' }, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await long;
    await expect(
      database.runReader('sample.has', { id: 'x' }, { signal: controller.signal }),
    ).rejects.toThrow('enough');
    expect(await ids()).toEqual(['first', 'long']);
  });

  it.each(['runReader', 'runWriter'] as const)('outlives a thread that dies in %s', async (run) => {
    await expect(database[run]('sample.die', undefined, { signal })).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await database.write([insert('after')]);
    expect(await ids()).toEqual(['after', 'first']);
  });

  it('says that the disk is full, and writes again when there is room', async () => {
    const limit = (pages: number) =>
      database.write([{ sql: `pragma max_page_count = ${pages}`, parameters: [] }]);
    await limit(30);
    const long = {
      sql: 'insert into items (id, value) values (?, ?)',
      parameters: ['long', 'x'.repeat(1e6)],
    };
    const outcomes = await Promise.allSettled([
      database.write([insert('before')]),
      database.write([long]),
      database.write([insert('after')]),
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'store-unavailable', retryable: true } });
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('store-unavailable');
    }
    const kept = ['before', 'after'].filter((_, n) => outcomes[2 * n]?.status === 'fulfilled');
    expect(await ids()).toEqual(['first', ...kept].sort());
    await limit(100_000);
    await database.write([long]);
    expect(await ids()).toContain('long');
  });

  it('finishes what was asked before it closes, and refuses what comes later', async () => {
    const writes = Array.from({ length: 20 }, (_, n) => database.write([insert(`w${n}`)]));
    await database.close();
    await Promise.all(writes);
    await expect(database.write([insert('late')])).rejects.toMatchObject({ code: 'store-unavailable' });
    database = await open();
    expect(await ids()).toHaveLength(21);
  });

  it('empties the write-ahead log on demand', async () => {
    await database.write([insert('deleted')]);
    await database.checkpoint();
    await database.write([{ sql: `delete from items where id = 'deleted'`, parameters: [] }]);
    await database.checkpoint();
    expect(await ids()).toEqual(['first']);
  });

  it('runs each step of the schema once', async () => {
    await database.close();
    const more = { id: 'test-003', statements: ['create table more (id text primary key)'] };
    database = await open({ migrations: [...migrations, more] });
    expect(await ids()).toEqual(['first']);
    await database.write([{ sql: `insert into more values ('x')`, parameters: [] }]);
  });

  it('refuses a file of a newer version, and leaves it as it is', async () => {
    await database.close();
    await expect(open({ migrations: migrations.slice(0, 1) })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('newer version'),
    });
    database = await open();
    expect(await ids()).toEqual(['first']);
  });

  it('undoes a step of the schema that fails half way', async () => {
    await database.close();
    const broken = { id: 'test-003', statements: ['create table half (id text)', 'nonsense'] };
    await expect(open({ migrations: [...migrations, broken] })).rejects.toMatchObject({ code: 'internal' });
    database = await open();
    await expect(database.read([{ sql: 'select * from half', parameters: [] }])).rejects.toThrow();
  });

  it('says that a file is not a database', async () => {
    const path = join(folder.path, 'text.db');
    writeFileSync(path, 'This is a text, and a long one at that.'.repeat(100));
    await expect(openEmbeddedDatabase({ path, operationModules })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('not a database'),
    });
  });
});
