import { type BaseSettings, type KnowledgeBase, STANDARD_BASE_SETTINGS } from '../../domain/document.ts';
import type { ModelRef } from '../../domain/model.ts';
import type { KnowledgeBases } from '../../ports/repositories.ts';
import { fromJson, present, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { KnowledgeBaseRow } from './schema.ts';

/** Knowledge bases as rows; their documents go with them. */
export function sqlKnowledgeBases(database: SqlDatabase): KnowledgeBases {
  const { repository, first, all } = sqlRows(database, { table: 'knowledge_bases', rowOf, entityOf });
  return {
    ...repository,
    list: (tenantId) => all({ tenant_id: tenantId }),
    findByKey: (tenantId, key) => first({ tenant_id: tenantId, key }),
    findByName: (tenantId, name) => first({ tenant_id: tenantId, folded_name: name.toLowerCase() }),
  };
}

function rowOf(base: KnowledgeBase): KnowledgeBaseRow {
  return {
    id: base.id,
    tenant_id: base.tenantId,
    name: base.name,
    folded_name: base.name.toLowerCase(),
    key: base.key ?? null,
    embedding: base.embedding,
    settings_json: toJson(base.settings),
    created_by: base.createdBy ?? null,
    created_at: base.createdAt,
    updated_at: base.updatedAt,
  };
}

function entityOf(row: KnowledgeBaseRow): KnowledgeBase {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    ...present('key', row.key),
    embedding: row.embedding as ModelRef,
    // Bases of before there were settings have none of them.
    settings: { ...STANDARD_BASE_SETTINGS, ...fromJson<Partial<BaseSettings>>(row.settings_json) },
    ...present('createdBy', row.created_by),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
