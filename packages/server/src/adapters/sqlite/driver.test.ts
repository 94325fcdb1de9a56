import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { createSqlDatabase } from './driver.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.ts';

interface Tables {
  readonly items: { id: string; value: number | null };
}

const migrations = [
  { id: 'test-001', statements: ['create table items (id text primary key, value bigint)'] },
];

describe('Kysely over the database threads', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let embedded: EmbeddedDatabase;
  let database: ReturnType<typeof createSqlDatabase<Tables>>;

  beforeEach(async () => {
    folder = temporaryFolder();
    embedded = await openEmbeddedDatabase({
      path: join(folder.path, 'test.db'),
      operationModules: [],
      migrations,
    });
    database = createSqlDatabase<Tables>(embedded);
  });
  afterEach(async () => {
    await embedded.close();
    folder.remove();
  });

  it('writes in the writer and reads the result in a reader', async () => {
    const { queries } = database;
    await queries
      .insertInto('items')
      .values([
        { id: 'a', value: 1 },
        { id: 'b', value: null },
      ])
      .execute();
    expect(await queries.selectFrom('items').selectAll().orderBy('id').execute()).toEqual([
      { id: 'a', value: 1 },
      { id: 'b', value: null },
    ]);
    const update = queries.updateTable('items').set({ value: 2 });
    expect((await update.executeTakeFirst()).numUpdatedRows).toBe(2n);
    const gone = queries.deleteFrom('items').where('id', '=', 'a').returning('value');
    expect(await gone.execute()).toEqual([{ value: 2 }]);
  });

  it('runs a unit as a whole or not at all', async () => {
    const { queries, unit } = database;
    const insert = (id: string) => queries.insertInto('items').values({ id, value: 1 });
    const results = await unit([insert('a'), queries.selectFrom('items').select('id')]);
    expect(results).toEqual([
      { rows: [], changes: 1 },
      { rows: [{ id: 'a' }], changes: 1 },
    ]);
    await expect(unit([insert('b'), insert('a')])).rejects.toMatchObject({ code: 'conflict' });
    expect(await queries.selectFrom('items').select('id').execute()).toEqual([{ id: 'a' }]);
  });

  it('says that transactions are not held open', async () => {
    const transaction = database.queries.transaction().execute(async () => undefined);
    await expect(transaction).rejects.toThrow('send the statements as one unit');
  });

  it('refuses a parameter that no column can hold', async () => {
    const query = database.queries.selectFrom('items').where('id', '=', new Date() as unknown as string);
    await expect(query.selectAll().execute()).rejects.toThrow('A parameter of a query is');
  });
});
