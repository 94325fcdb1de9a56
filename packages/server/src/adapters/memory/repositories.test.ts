import { describeRepositories } from '../../../test/contracts/repositories.ts';
import { createMemoryRepositories } from './repositories.ts';
import { createMemoryUsageLedger } from './usage-ledger.ts';

describeRepositories('repositories in memory', async () => ({
  repositories: createMemoryRepositories(),
  ledger: createMemoryUsageLedger(),
  close: async () => undefined,
}));
