import type { Session, User } from '../../domain/account.ts';
import type { ApiKey } from '../../domain/api-key.ts';
import type { Chunk } from '../../domain/chunk.ts';
import type { AnswerMessage, Conversation, Question } from '../../domain/conversation.ts';
import type { Dialog } from '../../domain/dialog.ts';
import type { Document, KnowledgeBase } from '../../domain/document.ts';
import { AppError } from '../../domain/errors.ts';
import type { SearchApp } from '../../domain/search-app.ts';
import type { Membership, Tenant } from '../../domain/tenant.ts';
import type { TenantModel } from '../../domain/tenant-model.ts';
import type { OpenTurn } from '../../ports/repositories.ts';
import type { Repository } from '../../ports/repository.ts';

export interface StoredTurn extends OpenTurn {
  readonly alternative: number;
  readonly open: boolean;
}

/** The messages of one conversation, in order. */
export interface Thread {
  readonly questions: Question[];
  /** By question id, alternatives in order. */
  readonly answers: Map<string, AnswerMessage[]>;
}

/** Everything that the memory repositories hold; they share it so that removals reach what depends on a row. */
export class MemoryTables {
  readonly users = new Map<string, User>();
  readonly sessions = new Map<string, Session>();
  readonly knowledgeBases = new Map<string, KnowledgeBase>();
  readonly documents = new Map<string, Document>();
  readonly dialogs = new Map<string, Dialog>();
  readonly conversations = new Map<string, Conversation>();
  readonly threads = new Map<string, Thread>();
  readonly turns = new Map<string, StoredTurn>();
  readonly passages = new Map<string, Chunk>();
  readonly settings = new Map<string, string>();
  readonly tenants = new Map<string, Tenant>();
  readonly memberships = new Map<string, Membership>();
  readonly apiKeys = new Map<string, ApiKey>();
  readonly tenantModels = new Map<string, TenantModel>();
  readonly searchApps = new Map<string, SearchApp>();
}

/** The verbs over one table; `check` throws when a row may not be saved, `removed` clears what hung on it. */
export function rowsOf<Entity extends { readonly id: string }>(
  table: Map<string, Entity>,
  rules: { readonly check?: (entity: Entity) => void; readonly removed?: (id: string) => void } = {},
): Repository<Entity> {
  return {
    find: async (id) => table.get(id),
    async save(entity) {
      rules.check?.(entity);
      table.set(entity.id, entity);
    },
    async replace(entity) {
      if (!table.has(entity.id)) return false;
      rules.check?.(entity);
      table.set(entity.id, entity);
      return true;
    },
    async remove(id) {
      const there = table.delete(id);
      if (there) rules.removed?.(id);
      return there;
    },
  };
}

/** @throws AppError `conflict` when another row than `entity` matches */
export function requireUnique<Entity extends { readonly id: string }>(
  table: Map<string, Entity>,
  entity: Entity,
  same: (other: Entity) => boolean,
): void {
  for (const other of table.values()) {
    if (other.id !== entity.id && same(other)) {
      throw new AppError('conflict', 'There is already one of these with the same value.');
    }
  }
}

/** @throws AppError `conflict` when what a row belongs to is gone or another tenant's */
export function requireRow<Row extends object>(
  table: ReadonlyMap<string, Row>,
  id: string,
  tenantId?: string,
): void {
  const row = table.get(id);
  if (row === undefined || (tenantId !== undefined && !('tenantId' in row && row.tenantId === tenantId))) {
    throw new AppError('conflict', 'What this belongs to does not exist any more.');
  }
}

/** Oldest first; rows of one millisecond by id. */
export function byAge(
  a: { readonly createdAt: number; readonly id: string },
  b: { readonly createdAt: number; readonly id: string },
): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
