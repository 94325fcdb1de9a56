import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../domain/errors.ts';
import type { Migration } from './migration.ts';

/**
 * Brings the schema up to date, each step in a transaction of its own; steps that have run are remembered by id.
 * @throws AppError `conflict` when the file has seen a step that this program does not know
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  database.exec('create table if not exists migrations (id text primary key, applied_at bigint not null)');
  const applied = new Set(
    database
      .prepare('select id from migrations')
      .all()
      .map((row) => String(row.id)),
  );
  const known = new Set(migrations.map((migration) => migration.id));
  if ([...applied].some((id) => !known.has(id))) {
    throw new AppError(
      'conflict',
      'The data folder was written by a newer version of Colloquy; start that version, or use another folder.',
    );
  }
  for (const migration of migrations) if (!applied.has(migration.id)) apply(database, migration);
}

function apply(database: DatabaseSync, migration: Migration): void {
  database.exec('begin immediate');
  try {
    for (const statement of migration.statements) database.exec(statement);
    database.prepare('insert into migrations (id, applied_at) values (?, ?)').run(migration.id, Date.now());
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
