import type {
  Account,
  Base,
  ConversationSummary,
  ConversationView,
  DialogSummary,
  Exchange,
  LibraryDocument,
  SignedIn as SignedInView,
} from '@colloquy/protocol';
import type { SignedIn } from '../../accounts/accounts.ts';
import type { User } from '../../domain/account.ts';
import type { Conversation } from '../../domain/conversation.ts';
import type { Dialog } from '../../domain/dialog.ts';
import type { Document, DocumentStatus, KnowledgeBase } from '../../domain/document.ts';
import type { DocumentCounts } from '../../ports/repositories.ts';
import type { PresentedExchange } from '../conversation-desk.ts';

/** Rows of the store in the words of the wire: what is not named here is not told. */
export function toAccount({ id, email, nickname }: User): Account {
  return email === undefined ? { id, nickname } : { id, email, nickname };
}

export function toSignedIn({ token, expiresAt, user }: SignedIn): SignedInView {
  return { token, expiresAt, account: toAccount(user) };
}

export function toBase({ id, name, createdAt }: KnowledgeBase, counts: DocumentCounts): Base {
  const { documents, ready, failed, chunks, bytes } = counts;
  return { id, name, documents, ready, failed, passages: chunks, bytes, createdAt };
}

/** A document that nobody has asked to read yet waits; one that somebody stopped has come to nothing. */
const STATUS: Readonly<Record<DocumentStatus, LibraryDocument['status']>> = {
  new: 'queued',
  queued: 'queued',
  working: 'working',
  ready: 'ready',
  failed: 'failed',
  cancelled: 'failed',
};

export function toLibraryDocument(document: Document): LibraryDocument {
  const { id, name, mediaType, size, contentHash, stage, progress, problem } = document;
  return {
    id,
    baseId: document.knowledgeBaseId,
    name,
    mediaType,
    size,
    contentHash,
    status: STATUS[document.status],
    stage,
    progress,
    problem,
    passages: document.chunkCount,
    pages: document.pageCount,
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
  };
}

export function toDialogSummary(dialog: Dialog): DialogSummary {
  const { id, name, description, knowledgeBaseIds, searchEverything } = dialog;
  return { id, name, description, baseIds: [...knowledgeBaseIds], searchEverything };
}

export function toConversationSummary(conversation: Conversation): ConversationSummary {
  const { id, name, dialogId, createdAt, updatedAt } = conversation;
  return { id, name, dialogId, createdAt, updatedAt };
}

/** `Readonly` arrays of the domain are what the schema's type calls arrays. */
type Shown<T> = T extends readonly (infer Item)[]
  ? readonly Shown<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Shown<T[Key]> }
    : T;

export function toConversationView(
  conversation: Conversation,
  exchanges: readonly PresentedExchange[],
): Shown<ConversationView> {
  return {
    ...toConversationSummary(conversation),
    opener: conversation.opener,
    exchanges: exchanges.map(toExchange),
  };
}

function toExchange({ question, answers }: PresentedExchange): Shown<Exchange> {
  return {
    id: question.id,
    question: question.content,
    createdAt: question.createdAt,
    answers: answers.map(({ message, answer }) => ({
      turnId: message.turnId,
      alternative: message.alternative,
      status: message.status,
      answer,
      finishReason: message.finishReason,
      problem: message.problem,
      usage: message.usage,
      trace: message.trace,
      feedback: message.feedback,
      createdAt: message.createdAt,
    })),
  };
}
