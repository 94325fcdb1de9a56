import type { Conversation, Message } from '../../domain/conversation.ts';
import { AppError } from '../../domain/errors.ts';
import type { Conversations, OpenTurn } from '../../ports/repositories.ts';
import { inParts, present } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import {
  closeTurn,
  deleteFrom,
  insertAnswer,
  insertQuestion,
  insertTurn,
  touchConversation,
} from './message-queries.ts';
import { answerOf, feedbackColumns } from './message-rows.ts';
import { allMessages, recentMessages } from './messages.ts';
import { sqlRows } from './rows.ts';
import type { ConversationRow, TurnRow } from './schema.ts';

/** Conversations as rows, a row a message; messages and turns go with their conversation. */
export function sqlConversations(database: SqlDatabase): Conversations {
  const { queries, unit } = database;
  return {
    ...sqlRows(database, { table: 'conversations', rowOf, entityOf }).repository,
    async list({ tenantId, dialogId, embedded }, { offset, limit }) {
      const all = queries
        .selectFrom('conversations')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('embedded', '=', embedded === true ? 1 : 0);
      const chosen = dialogId === undefined ? all : all.where('dialog_id', '=', dialogId);
      const page = chosen.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset);
      return (await page.execute()).map(entityOf);
    },
    messages: (conversationId) => allMessages(database, conversationId),
    recent: (conversationId, limit) => recentMessages(database, conversationId, limit),
    async answers(conversationId, messageId) {
      const rows = await queries
        .selectFrom('answers')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('question_id', '=', messageId)
        .orderBy('alternative')
        .execute();
      return rows.map(answerOf);
    },
    import: (conversationId, messages) => importMessages(database, conversationId, messages),
    async beginTurn(turn, question, answer, replaces) {
      const [touched] = await unit([
        touchConversation(queries, turn.conversationId, question.createdAt),
        ...(replaces === undefined ? [] : [deleteFrom(queries, turn.conversationId, replaces)]),
        insertQuestion(queries, question),
        insertAnswer(queries, answer),
        insertTurn(queries, turn),
      ]);
      if (touched?.changes !== 1) throw gone();
    },
    async endTurn(turnId, answer) {
      await unit(closeTurn(queries, turnId, answer));
    },
    async rateAnswer({ conversationId, id, turnId }, feedback) {
      const result = await queries
        .updateTable('answers')
        .set(feedbackColumns(feedback))
        .where('conversation_id', '=', conversationId)
        .where('question_id', '=', id)
        .where('turn_id', '=', turnId)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    async findTurn(turnId) {
      const row = await queries
        .selectFrom('turns')
        .innerJoin('answers', (join) =>
          join
            .onRef('answers.conversation_id', '=', 'turns.conversation_id')
            .onRef('answers.question_id', '=', 'turns.question_id')
            .onRef('answers.alternative', '=', 'turns.alternative'),
        )
        .selectAll('answers')
        .select(['turns.id', 'turns.tenant_id'])
        .where('turns.id', '=', turnId)
        .executeTakeFirst();
      return row === undefined ? undefined : { ...turnOf(row), answer: answerOf(row) };
    },
    async openTurns() {
      const rows = await queries.selectFrom('turns').selectAll().where('open', '=', 1).execute();
      return rows.map(turnOf);
    },
    async removeMessage(conversationId, messageId) {
      const result = await queries
        .deleteFrom('questions')
        .where('conversation_id', '=', conversationId)
        .where('id', '=', messageId)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async turnsReferring(documentId) {
      const rows = await queries
        .selectFrom('turn_sources')
        .select('turn_id')
        .where('document_id', '=', documentId)
        .execute();
      return rows.map((row) => row.turn_id);
    },
  };
}

/**
 * Of two imports of the same history at the same time, both may find its messages unknown: then the second one's
 * rows meet those of the first and are left out by the database.
 */
async function importMessages(
  { queries, unit }: SqlDatabase,
  conversationId: string,
  messages: readonly Message[],
): Promise<void> {
  const known = new Set<string>();
  for (const ids of inParts([...new Set(messages.map((message) => message.id))])) {
    const rows = await queries
      .selectFrom('questions')
      .select('id')
      .where('conversation_id', '=', conversationId)
      .where('id', 'in', ids)
      .execute();
    for (const row of rows) known.add(row.id);
  }
  const alternatives = new Map<string, number>();
  const inserts = messages
    .filter((message) => !known.has(message.id))
    .map((message) => {
      const own = { ...message, conversationId };
      if (own.role === 'user') return insertQuestion(queries, own);
      const alternative = alternatives.get(own.id) ?? 0;
      alternatives.set(own.id, alternative + 1);
      return insertAnswer(queries, own, alternative);
    });
  const [touched] = await unit([touchConversation(queries, conversationId, 0), ...inserts]);
  if (touched?.changes !== 1) throw gone();
}

function gone(): AppError {
  return new AppError('not-found', 'There is no such conversation.');
}

function turnOf(row: Omit<TurnRow, 'open' | 'alternative'>): OpenTurn {
  return {
    turnId: row.id,
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    messageId: row.question_id,
  };
}

function rowOf(conversation: Conversation): ConversationRow {
  return {
    id: conversation.id,
    tenant_id: conversation.tenantId,
    user_id: conversation.userId,
    dialog_id: conversation.dialogId,
    name: conversation.name,
    opener: conversation.opener,
    embedded: conversation.embedded === true ? 1 : 0,
    visitor: conversation.visitor ?? null,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
  };
}

function entityOf(row: ConversationRow): Conversation {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    dialogId: row.dialog_id,
    name: row.name,
    opener: row.opener,
    ...(row.embedded === 1 ? { embedded: true as const } : {}),
    ...present('visitor', row.visitor),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
