/** The documents and the passages that hang on them as they were, with room for what clients send beside them. */
const DOCUMENTS = `id text primary key,
      tenant_id text not null,
      knowledge_base_id text not null,
      name text not null,
      folded_name text not null,
      media_type text not null,
      size bigint not null,
      content_hash text not null,
      identity text not null,
      status text not null,
      stage text,
      progress double precision not null,
      problem_json text,
      chunk_count bigint not null,
      token_count bigint not null,
      page_count bigint,
      parsing_json text,
      meta_json text,
      created_by text,
      started_at bigint,
      duration bigint,
      log text,
      disabled integer not null default 0,
      created_at bigint not null,
      updated_at bigint not null,
      unique (knowledge_base_id, identity),
      unique (id, tenant_id),
      foreign key (knowledge_base_id, tenant_id) references knowledge_bases (id, tenant_id) on delete cascade`;

const SHARED = `id, tenant_id, knowledge_base_id, name, folded_name, media_type, size, content_hash, status, stage, progress,
      problem_json, chunk_count, token_count, page_count, created_at, updated_at`;

const PASSAGES = `id, tenant_id, knowledge_base_id, document_id, document_name, ordinal, text_start, text_end, text,
      headings_json, keywords_json, regions_json`;

/**
 * What the old dialects keep with bases, documents, assistants, conversations and questions. A document is the same as
 * another when their `identity` is: its content, or its own id where the same bytes may stand several times. The rule
 * was one of the table, so the table is made anew, and the passages before it, which would go with the old one.
 */
export const wireFields = {
  id: 'sql-005-wire-fields',
  statements: [
    `alter table knowledge_bases add column settings_json text not null default '{}'`,
    'alter table knowledge_bases add column created_by text',
    `alter table dialogs add column more_json text not null default '{}'`,
    'alter table dialogs add column removed_at bigint',
    'alter table conversations add column embedded integer not null default 0',
    'alter table conversations add column visitor text',
    'alter table questions add column extras_json text',
    `create table documents_new (
      ${DOCUMENTS}
    )`,
    `insert into documents_new (${SHARED}, identity) select ${SHARED}, content_hash from documents`,
    `create table passages_new (
      id text primary key,
      tenant_id text not null,
      knowledge_base_id text not null,
      document_id text not null,
      document_name text not null,
      ordinal bigint not null,
      text_start bigint not null,
      text_end bigint not null,
      text text not null,
      headings_json text not null,
      keywords_json text not null,
      regions_json text not null,
      foreign key (document_id, tenant_id) references documents_new (id, tenant_id) on delete cascade
    )`,
    `insert into passages_new (${PASSAGES}) select ${PASSAGES} from passages`,
    'drop table passages',
    'drop table documents',
    'alter table documents_new rename to documents',
    'alter table passages_new rename to passages',
    'create index documents_by_age on documents (knowledge_base_id, tenant_id, created_at, id)',
    'create index documents_by_content on documents (content_hash)',
    `create index documents_unfinished on documents (created_at, id) where status in ('queued', 'working')`,
    'create index passages_by_document on passages (document_id, tenant_id)',
  ],
} as const;
