import type { Repositories } from '../../ports/repositories.ts';
import { memorySessions, memoryUsers } from './accounts.ts';
import { memoryConversations } from './conversations.ts';
import { memoryDocuments, memoryKnowledgeBases, memoryPassages } from './library.ts';
import { byAge, MemoryTables, rowsOf } from './tables.ts';
import {
  memoryApiKeys,
  memoryMemberships,
  memorySearchApps,
  memoryTenantModels,
  memoryTenants,
} from './tenants.ts';

/** All repositories, empty, in memory: for tests. They keep the rules of the SQL ones. */
export function createMemoryRepositories(): Repositories {
  const tables = new MemoryTables();
  const { dialogs, settings } = tables;
  return {
    users: memoryUsers(tables),
    sessions: memorySessions(tables),
    knowledgeBases: memoryKnowledgeBases(tables),
    documents: memoryDocuments(tables),
    dialogs: {
      ...rowsOf(dialogs),
      list: async (tenantId) =>
        [...dialogs.values()]
          .filter((dialog) => dialog.tenantId === tenantId && dialog.removedAt === undefined)
          .sort(byAge),
    },
    conversations: memoryConversations(tables),
    passages: memoryPassages(tables),
    settings: {
      get: async (key) => settings.get(key),
      async set(key, value) {
        settings.set(key, value);
      },
    },
    tenants: memoryTenants(tables),
    memberships: memoryMemberships(tables),
    apiKeys: memoryApiKeys(tables),
    tenantModels: memoryTenantModels(tables),
    searchApps: memorySearchApps(tables),
  };
}
