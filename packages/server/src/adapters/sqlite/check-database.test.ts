import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDatabase, QUESTIONS } from './check-database.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { migrate } from './migrate.ts';
import { embeddedMigrations } from './migrations.ts';

/** Of the relational tables what the questions look at. */
const TABLES = `
  create table documents (id text primary key, status text not null, chunk_count integer not null);
  create table passages (document_id text not null);
  create table turns (open integer not null)`;

describe('checkDatabase', () => {
  let database: DatabaseSync;
  const check = () => {
    const read: EmbeddedDatabase['read'] = async (statements) =>
      statements.map(({ sql }) => ({ rows: database.prepare(sql).all() as never, changes: 0 }));
    return checkDatabase({ read } as EmbeddedDatabase);
  };
  const addChunks = (document: number, count: number) => {
    const sql = `insert into chunks
      (id, document, document_name, ordinal, start_offset, end_offset, text, headings, keywords, regions)
      values (?, ?, '', ?, 0, 0, '', '[]', '[]', '[]')`;
    for (let ordinal = 0; ordinal < count; ordinal++)
      database.prepare(sql).run(`${document}.${ordinal}`, document, ordinal);
  };

  beforeEach(() => {
    database = new DatabaseSync(':memory:');
    migrate(database, embeddedMigrations);
    database.exec(TABLES);
    database.exec("insert into chunk_bases (number, tenant_id, base_id) values (1, 't', 'b')");
  });
  afterEach(() => database.close());

  it('finds documents with another number of passages than they say', async () => {
    const stored = [3, 2, 0, 2];
    for (const [index, said] of [3, 1, 1, 9].entries()) {
      const status = index === 3 ? 'processing' : 'ready';
      database.prepare('insert into documents values (?, ?, ?)').run(`d${index}`, status, said);
      const sql = 'insert into chunk_documents (number, base, document_id) values (?, 1, ?)';
      database.prepare(sql).run(index + 1, `d${index}`);
      addChunks(index + 1, stored[index] ?? 0);
    }
    const health = await check();
    expect(health).toMatchObject({ integrity: 'ok', documents: 4, chunks: 7, miscounted: 2 });
    expect(Object.values(health.orphans)).toEqual([0, 0, 0]);
  });

  it('goes over the passages once for each question, never once for each document', () => {
    for (const sql of Object.values(QUESTIONS)) {
      const plan = database.prepare(`explain query plan ${sql}`).all();
      const details = plan.map(({ detail }) => String(detail));
      const scans = details.filter((detail) => /^SCAN (?:chunks|documents|chunk_documents)\b/.test(detail));
      expect(scans.length).toBeLessThanOrEqual(sql.includes('left join') ? 2 : 1);
      const correlated = details.findIndex((detail) => detail.startsWith('CORRELATED'));
      if (correlated >= 0)
        expect(details.slice(correlated)).not.toContainEqual(expect.stringMatching(/^SCAN/));
    }
  });
});
