import { DatabaseSync } from 'node:sqlite';

/** How long a connection waits for another program's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the file as the writer or a reader does. Write-ahead log: readers never wait for the writer. FULL: what has
 * been committed survives a power cut. `secure_delete`: deleted bytes are overwritten with zeros.
 */
export function openConnection(path: string, role: 'writer' | 'reader'): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
  database.exec('pragma temp_store = memory');
  if (role === 'reader') {
    database.exec('pragma query_only = on; pragma mmap_size = 2147418112');
    return database;
  }
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    pragma journal_size_limit = 33554432;
  `);
  return database;
}
