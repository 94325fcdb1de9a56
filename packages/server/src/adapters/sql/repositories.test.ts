import { join } from 'node:path';
import { describeRepositories } from '../../../test/contracts/repositories.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { createSqlDatabase } from '../sqlite/driver.ts';
import { openEmbeddedDatabase } from '../sqlite/embedded-database.ts';
import { sqlMigrations } from './migrations/migrations.ts';
import { createSqlRepositories } from './repositories.ts';
import type { Schema } from './schema.ts';
import { createSqlUsageLedger } from './usage-ledger.ts';

describeRepositories('repositories in the embedded database', async () => {
  const folder = temporaryFolder();
  const embedded = await openEmbeddedDatabase({
    path: join(folder.path, 'colloquy.db'),
    operationModules: [],
    migrations: sqlMigrations,
  });
  const database = createSqlDatabase<Schema>(embedded);
  return {
    repositories: createSqlRepositories(database),
    ledger: createSqlUsageLedger(database),
    async close() {
      await embedded.close();
      folder.remove();
    },
  };
});
