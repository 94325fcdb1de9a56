import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from '../../sqlite/migrate.ts';
import { sqlMigrations } from './migrations.ts';

it('keeps documents and the passages that hang on them when their table is made anew', () => {
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  const before = sqlMigrations.findIndex(({ id }) => id === 'sql-005-wire-fields');
  migrate(database, sqlMigrations.slice(0, before));
  database.exec(`
    insert into knowledge_bases (id, tenant_id, name, folded_name, embedding, created_at, updated_at)
      values ('b', 't', 'B', 'b', 'e@f', 1, 1);
    insert into documents (id, tenant_id, knowledge_base_id, name, folded_name, media_type, size, content_hash, status,
      progress, chunk_count, token_count, created_at, updated_at)
      values ('d', 't', 'b', 'D', 'd', 'text/plain', 3, 'hash', 'ready', 1, 1, 2, 1, 1);
    insert into passages (id, tenant_id, knowledge_base_id, document_id, document_name, ordinal, text_start, text_end,
      text, headings_json, keywords_json, regions_json)
      values ('p', 't', 'b', 'd', 'D', 0, 0, 3, 'abc', '[]', '[]', '[]');
  `);
  migrate(database, sqlMigrations);
  const documents = database.prepare('select id, identity, disabled, token_count from documents').all();
  expect(documents.map((row) => ({ ...row }))).toEqual([
    { id: 'd', identity: 'hash', disabled: 0, token_count: 2 },
  ]);
  expect(database.prepare('select text from passages').get()).toMatchObject({ text: 'abc' });
  expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
  // The ties still hold: passages go with their document, documents with their base.
  database.exec(`delete from knowledge_bases where id = 'b'`);
  expect(database.prepare('select count(*) as count from passages').get()).toMatchObject({ count: 0 });
  database.close();
});
