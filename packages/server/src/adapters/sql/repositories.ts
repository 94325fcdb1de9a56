import type { Repositories } from '../../ports/repositories.ts';
import { sqlSessions, sqlUsers } from './accounts.ts';
import { sqlApiKeys } from './api-keys.ts';
import { sqlConversations } from './conversations.ts';
import type { SqlDatabase } from './database.ts';
import { sqlDialogs } from './dialogs.ts';
import { sqlDocuments } from './documents.ts';
import { sqlKnowledgeBases } from './knowledge-bases.ts';
import { sqlPassages } from './passages.ts';
import { sqlSearchApps } from './search-apps.ts';
import { sqlSettings } from './settings.ts';
import { sqlTenantModels } from './tenant-models.ts';
import { sqlMemberships, sqlTenants } from './tenants.ts';

/** All repositories over one relational database. */
export function createSqlRepositories(database: SqlDatabase): Repositories {
  return {
    users: sqlUsers(database),
    sessions: sqlSessions(database),
    knowledgeBases: sqlKnowledgeBases(database),
    documents: sqlDocuments(database),
    dialogs: sqlDialogs(database),
    conversations: sqlConversations(database),
    passages: sqlPassages(database),
    settings: sqlSettings(database),
    tenants: sqlTenants(database),
    memberships: sqlMemberships(database),
    apiKeys: sqlApiKeys(database),
    tenantModels: sqlTenantModels(database),
    searchApps: sqlSearchApps(database),
  };
}
