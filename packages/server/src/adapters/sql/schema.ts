/**
 * The tables, as Kysely sees them. Times are milliseconds since the epoch, flags are 0 or 1, columns that end in
 * `_json` hold JSON text. The history of the schema is in `migrations/`.
 */
export interface Schema {
  readonly users: UserRow;
  readonly sessions: SessionRow;
  readonly knowledge_bases: KnowledgeBaseRow;
  readonly documents: DocumentRow;
  readonly dialogs: DialogRow;
  readonly conversations: ConversationRow;
  readonly questions: QuestionRow;
  readonly answers: AnswerRow;
  readonly turns: TurnRow;
  readonly turn_sources: TurnSourceRow;
  readonly passages: PassageRow;
  readonly settings: SettingRow;
  readonly usage_totals: UsageRow;
  readonly tenants: TenantRow;
  readonly memberships: MembershipRow;
  readonly api_keys: ApiKeyRow;
  readonly tenant_models: TenantModelRow;
  readonly search_apps: SearchAppRow;
}

export interface UserRow {
  id: string;
  tenant_id: string;
  nickname: string;
  email: string | null;
  password_hash: string | null;
  profile_json: string | null;
  suspended_at: number | null;
  last_login_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface SessionRow {
  id: string;
  user_id: string;
  created_at: number;
  expires_at: number;
}

export interface KnowledgeBaseRow {
  id: string;
  tenant_id: string;
  name: string;
  /** The name in lower case, as JavaScript folds it: databases disagree beyond ASCII. */
  folded_name: string;
  key: string | null;
  embedding: string;
  settings_json: string;
  created_by: string | null;
  created_at: number;
  updated_at: number;
}

export interface DocumentRow {
  id: string;
  tenant_id: string;
  knowledge_base_id: string;
  name: string;
  /** The name in lower case, as JavaScript folds it. */
  folded_name: string;
  media_type: string;
  size: number;
  content_hash: string;
  /** The content hash; the id where the same bytes may stand several times in a base. */
  identity: string;
  status: string;
  stage: string | null;
  progress: number;
  problem_json: string | null;
  chunk_count: number;
  token_count: number;
  page_count: number | null;
  parsing_json: string | null;
  meta_json: string | null;
  created_by: string | null;
  started_at: number | null;
  duration: number | null;
  log: string | null;
  disabled: number;
  created_at: number;
  updated_at: number;
}

export interface DialogRow {
  id: string;
  tenant_id: string;
  name: string;
  description: string;
  knowledge_base_ids_json: string;
  search_everything: number;
  question_json: string;
  retrieval_json: string;
  prompt_json: string;
  model_json: string;
  answer_json: string;
  more_json: string;
  removed_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface ConversationRow {
  id: string;
  tenant_id: string;
  user_id: string;
  dialog_id: string;
  name: string;
  opener: string;
  embedded: number;
  visitor: string | null;
  created_at: number;
  updated_at: number;
}

export interface QuestionRow {
  conversation_id: string;
  id: string;
  position: number;
  content: string;
  document_ids_json: string;
  extras_json: string | null;
  created_at: number;
}

export interface AnswerRow {
  conversation_id: string;
  question_id: string;
  alternative: number;
  turn_id: string;
  status: string;
  content: string;
  reasoning: string;
  references_json: string;
  citations_json: string;
  finish_reason: string | null;
  problem_json: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  trace_json: string | null;
  thumb: string | null;
  feedback: string | null;
  created_at: number;
}

export interface TurnRow {
  id: string;
  tenant_id: string;
  conversation_id: string;
  question_id: string;
  alternative: number;
  open: number;
}

/** The documents that the answer of an ended turn refers to. */
export interface TurnSourceRow {
  turn_id: string;
  document_id: string;
}

export interface PassageRow {
  id: string;
  tenant_id: string;
  knowledge_base_id: string;
  document_id: string;
  document_name: string;
  ordinal: number;
  text_start: number;
  text_end: number;
  text: string;
  headings_json: string;
  keywords_json: string;
  regions_json: string;
}

export interface SettingRow {
  key: string;
  value: string;
}

export interface UsageRow {
  tenant_id: string;
  model: string;
  input_tokens: number;
  output_tokens: number;
}

export interface TenantRow {
  id: string;
  name: string;
  default_models_json: string;
  created_at: number;
  updated_at: number;
}

export interface MembershipRow {
  id: string;
  tenant_id: string;
  user_id: string;
  role: string;
  invited_by: string;
  created_at: number;
  updated_at: number;
}

export interface ApiKeyRow {
  id: string;
  tenant_id: string;
  user_id: string;
  sealed_token: string;
  beta_hash: string | null;
  sealed_beta: string | null;
  dialog_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface TenantModelRow {
  id: string;
  tenant_id: string;
  provider: string;
  kind: string;
  name: string;
  sealed_key: string | null;
  base_url: string | null;
  max_tokens: number | null;
  enabled: number;
  created_at: number;
  updated_at: number;
}

export interface SearchAppRow {
  id: string;
  tenant_id: string;
  name: string;
  /** The name in lower case, as JavaScript folds it. */
  folded_name: string;
  description: string;
  avatar: string | null;
  created_by: string;
  config_json: string;
  created_at: number;
  updated_at: number;
}
