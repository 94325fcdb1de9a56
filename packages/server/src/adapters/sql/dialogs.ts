import type { Dialog } from '../../domain/dialog.ts';
import type { Dialogs } from '../../ports/repositories.ts';
import { fromJson, present, toJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { DialogRow } from './schema.ts';

/** Assistants as rows; each group of settings is one JSON column. */
export function sqlDialogs(database: SqlDatabase): Dialogs {
  const { repository, all } = sqlRows(database, { table: 'dialogs', rowOf, entityOf });
  return {
    ...repository,
    list: async (tenantId) =>
      (await all({ tenant_id: tenantId })).filter(({ removedAt }) => removedAt === undefined),
  };
}

/** What many assistants have not. */
type More = Pick<Dialog, 'icon' | 'language' | 'createdBy' | 'sources' | 'extras'>;

function moreOf({ icon, language, createdBy, sources, extras }: Dialog): More {
  return { icon, language, createdBy, sources, extras };
}

function rowOf(dialog: Dialog): DialogRow {
  return {
    id: dialog.id,
    tenant_id: dialog.tenantId,
    name: dialog.name,
    description: dialog.description,
    knowledge_base_ids_json: toJson(dialog.knowledgeBaseIds),
    search_everything: dialog.searchEverything ? 1 : 0,
    question_json: toJson(dialog.question),
    retrieval_json: toJson(dialog.retrieval),
    prompt_json: toJson(dialog.prompt),
    model_json: toJson(dialog.model),
    answer_json: toJson(dialog.answer),
    more_json: toJson(moreOf(dialog)),
    removed_at: dialog.removedAt ?? null,
    created_at: dialog.createdAt,
    updated_at: dialog.updatedAt,
  };
}

function entityOf(row: DialogRow): Dialog {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    description: row.description,
    knowledgeBaseIds: fromJson(row.knowledge_base_ids_json),
    searchEverything: row.search_everything === 1,
    question: fromJson(row.question_json),
    retrieval: fromJson(row.retrieval_json),
    prompt: fromJson(row.prompt_json),
    model: fromJson(row.model_json),
    answer: fromJson(row.answer_json),
    ...fromJson<More>(row.more_json),
    ...present('removedAt', row.removed_at),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
