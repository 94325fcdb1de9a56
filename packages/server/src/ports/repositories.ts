import type { Session, User } from '../domain/account.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { AnswerMessage, Conversation, Feedback, Message, Question } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import type { Document, DocumentStatus, KnowledgeBase } from '../domain/document.ts';
import type { Repository } from './repository.ts';
import type { ApiKeys, Memberships, SearchApps, TenantModels, Tenants } from './tenant-repositories.ts';

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

export interface Users extends Repository<User> {
  /** `email` in lower case. */
  findByEmail(email: string): Promise<User | undefined>;
  /** The first user, made when the data folder is. */
  owner(): Promise<User | undefined>;
  /** Gives an unclaimed user its e-mail and password, unless it has been claimed meanwhile: then `conflict`. */
  claim(user: User): Promise<void>;
}

export interface Sessions extends Repository<Session> {
  removeExpired(now: number): Promise<number>;
  removeOfUser(userId: string): Promise<number>;
}

export interface KnowledgeBases extends Repository<KnowledgeBase> {
  list(tenantId: string): Promise<readonly KnowledgeBase[]>;
  findByKey(tenantId: string, key: string): Promise<KnowledgeBase | undefined>;
  /** Names are compared without case. */
  findByName(tenantId: string, name: string): Promise<KnowledgeBase | undefined>;
}

export interface DocumentCounts {
  readonly documents: number;
  readonly ready: number;
  readonly failed: number;
  readonly chunks: number;
  /** Size of the originals. */
  readonly bytes: number;
  readonly tokens: number;
}

/** Documents of one base, all of them or some. */
export interface DocumentFilter {
  readonly tenantId: string;
  readonly knowledgeBaseId: string;
  /** A part of the name; case is ignored. */
  readonly search?: string | undefined;
  readonly statuses?: readonly DocumentStatus[] | undefined;
}

/** What a list of documents is ordered by; ties go by age. */
export interface DocumentOrder {
  readonly by: 'name' | 'size' | 'chunks' | 'status' | 'age';
  readonly descending: boolean;
}

export interface Documents extends Repository<Document> {
  /** Adds the document unless its base has the same bytes and it may not repeat them; returns the row that stands. */
  add(document: Document): Promise<{ readonly document: Document; readonly added: boolean }>;
  /** Changes fields of a document that still exists; returns false when it does not. */
  update(
    id: string,
    change: Partial<Omit<Document, 'id' | 'tenantId' | 'knowledgeBaseId'>>,
  ): Promise<boolean>;
  /** Newest first, unless another order is asked for. */
  list(filter: DocumentFilter, page: Page, order?: DocumentOrder): Promise<readonly Document[]>;
  /** Ids alone, newest first. */
  ids(filter: DocumentFilter): Promise<readonly string[]>;
  counts(filter: DocumentFilter): Promise<DocumentCounts>;
  /** The counts of every base of a tenant that has documents, by the base's id: one look for a whole list. */
  countsByBase(tenantId: string): Promise<ReadonlyMap<string, DocumentCounts>>;
  /** How many documents, of any tenant, have these bytes: the blob may go when none does. */
  countByContentHash(contentHash: string): Promise<number>;
  /** Documents that are neither ready nor failed: what a restart has to look after. */
  unfinished(): Promise<readonly Document[]>;
}

/** `find` gives removed ones as well: their conversations stay. */
export interface Dialogs extends Repository<Dialog> {
  /** Those that have not been removed, oldest first. */
  list(tenantId: string): Promise<readonly Dialog[]>;
}

export interface OpenTurn {
  readonly turnId: string;
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;
}

export interface Conversations extends Repository<Conversation> {
  /** Newest first. Those of embedded pages stand apart: without `embedded` the others, with it these alone. */
  list(
    filter: { readonly tenantId: string; readonly dialogId?: string; readonly embedded?: true },
    page: Page,
  ): Promise<readonly Conversation[]>;
  /** All questions with all their answers, in order: a question is followed by its alternatives, oldest first. */
  messages(conversationId: string): Promise<readonly Message[]>;
  /** The latest `limit` questions, each with its newest answer, oldest first: what a prompt needs of a long history. */
  recent(conversationId: string, limit: number): Promise<readonly Message[]>;
  answers(conversationId: string, messageId: string): Promise<readonly AnswerMessage[]>;
  /** Adds older messages that the client brought along (unknown ids only). */
  import(conversationId: string, messages: readonly Message[]): Promise<void>;
  /**
   * Stores a question (unless a row with its id stands, which wins), an open answer and the turn, in one unit.
   * The answer's `alternative` is assigned here. The question `replaces` and all behind it are removed in the same
   * unit. Throws `not-found` when the conversation is gone.
   */
  beginTurn(
    turn: OpenTurn,
    question: Omit<Question, 'position'>,
    answer: Omit<AnswerMessage, 'alternative'>,
    replaces?: string,
  ): Promise<void>;
  /** Writes the final answer and closes the turn; does nothing when the conversation has been removed. */
  endTurn(turnId: string, answer: Omit<AnswerMessage, 'alternative'>): Promise<void>;
  /** Keeps what a person thinks of an answer, `undefined` takes it back. False when there is no such answer. */
  rateAnswer(
    answer: Pick<AnswerMessage, 'conversationId' | 'id' | 'turnId'>,
    feedback: Feedback | undefined,
  ): Promise<boolean>;
  /** Which conversation a turn belongs to, open or ended. */
  findTurn(turnId: string): Promise<(OpenTurn & { readonly answer: AnswerMessage }) | undefined>;
  openTurns(): Promise<readonly OpenTurn[]>;
  /** Removes a question with its answers. */
  removeMessage(conversationId: string, messageId: string): Promise<boolean>;
  /** Ended turns whose answers have a source in this document: their journals hold offsets only, but drafts may quote. */
  turnsReferring(documentId: string): Promise<readonly string[]>;
}

/** Texts of passages that answers refer to, kept by document so that they outlive a re-parse and go with the document. */
export interface Passages {
  /** Leaves out those whose document is gone, so that a late answer cannot bring a deleted text back. */
  save(passages: readonly Chunk[]): Promise<void>;
  get(tenantId: string, chunkIds: readonly string[]): Promise<readonly Chunk[]>;
  removeOfDocument(documentId: string): Promise<void>;
}

/** Small facts of the installation: version of the sample library, one-time code, and the like. */
export interface Settings {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

export interface Repositories {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly knowledgeBases: KnowledgeBases;
  readonly documents: Documents;
  readonly dialogs: Dialogs;
  readonly conversations: Conversations;
  readonly passages: Passages;
  readonly settings: Settings;
  readonly tenants: Tenants;
  readonly memberships: Memberships;
  readonly apiKeys: ApiKeys;
  readonly tenantModels: TenantModels;
  readonly searchApps: SearchApps;
}
