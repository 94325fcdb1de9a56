import type { Document, DocumentStatus, IngestStage, ParsingSettings } from '../../domain/document.ts';
import type { Problem } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { present, presentJson, toNullableJson } from './columns.ts';
import type { DocumentRow } from './schema.ts';

/** A name as it is searched for: letters that look alike count as alike. */
export function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function rowOf(document: Document): DocumentRow {
  return {
    id: document.id,
    tenant_id: document.tenantId,
    knowledge_base_id: document.knowledgeBaseId,
    name: document.name,
    folded_name: fold(document.name),
    media_type: document.mediaType,
    size: document.size,
    content_hash: document.contentHash,
    identity: identityOf(document),
    status: document.status,
    stage: document.stage ?? null,
    progress: document.progress,
    problem_json: toNullableJson(document.problem),
    chunk_count: document.chunkCount,
    token_count: document.tokenCount,
    page_count: document.pageCount ?? null,
    parsing_json: toNullableJson(document.parsing),
    meta_json: toNullableJson(document.meta),
    created_by: document.createdBy ?? null,
    started_at: document.startedAt ?? null,
    duration: document.duration ?? null,
    log: document.log ?? null,
    disabled: document.disabled === true ? 1 : 0,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
  };
}

const COLUMNS = {
  name: 'name',
  mediaType: 'media_type',
  size: 'size',
  contentHash: 'content_hash',
  status: 'status',
  stage: 'stage',
  progress: 'progress',
  problem: 'problem_json',
  chunkCount: 'chunk_count',
  tokenCount: 'token_count',
  pageCount: 'page_count',
  parsing: 'parsing_json',
  meta: 'meta_json',
  startedAt: 'started_at',
  duration: 'duration',
  log: 'log',
  disabled: 'disabled',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Partial<Record<keyof Document, keyof DocumentRow>>;

/** The columns of the fields that the change names; one that is named but undefined is cleared. */
export function changedColumns(change: Partial<Document>): Partial<DocumentRow> {
  const named = Object.entries(COLUMNS).filter(([field]) => field in change);
  const columns = Object.fromEntries(
    named.map(([field, column]) => {
      const value = change[field as keyof typeof COLUMNS];
      return [column, columnValue(column, value)];
    }),
  );
  return change.name === undefined ? columns : { ...columns, folded_name: fold(change.name) };
}

function columnValue(column: string, value: unknown): unknown {
  if (column === 'disabled') return value === true ? 1 : 0;
  return column.endsWith('_json') ? toNullableJson(value) : (value ?? null);
}

/** By what a document is the same as another one of its base. */
export function identityOf({ id, contentHash, repeatable }: Document): string {
  return repeatable === true ? id : contentHash;
}

export function entityOf(row: DocumentRow): Document {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    knowledgeBaseId: row.knowledge_base_id,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    contentHash: row.content_hash,
    ...(row.identity === row.id ? { repeatable: true as const } : {}),
    status: row.status as DocumentStatus,
    ...present('stage', row.stage as IngestStage | null),
    progress: row.progress,
    ...presentJson<Problem, 'problem'>('problem', row.problem_json),
    chunkCount: row.chunk_count,
    tokenCount: row.token_count,
    ...present('pageCount', row.page_count),
    ...presentJson<ParsingSettings, 'parsing'>('parsing', row.parsing_json),
    ...presentJson<JsonObject, 'meta'>('meta', row.meta_json),
    ...present('createdBy', row.created_by),
    ...present('startedAt', row.started_at),
    ...present('duration', row.duration),
    ...present('log', row.log),
    ...(row.disabled === 1 ? { disabled: true as const } : {}),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
