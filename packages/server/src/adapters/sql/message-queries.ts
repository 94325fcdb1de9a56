import { type Compilable, sql } from 'kysely';
import type { AnswerMessage, Question } from '../../domain/conversation.ts';
import type { OpenTurn } from '../../ports/repositories.ts';
import type { SqlDatabase } from './database.ts';
import { answerColumns, questionColumns } from './message-rows.ts';
import type { AnswerRow, QuestionRow } from './schema.ts';

type Queries = SqlDatabase['queries'];

/**
 * Marks a conversation as used. Stands first in every unit that adds messages: it changes no row when the
 * conversation is gone, and elsewhere it takes the row's lock, so that positions are given one after the other.
 */
export function touchConversation(queries: Queries, conversationId: string, time: number): Compilable {
  return queries
    .updateTable('conversations')
    .set({ updated_at: sql<number>`case when updated_at < ${time} then ${time} else updated_at end` })
    .where('id', '=', conversationId);
}

/** Removes a question and all behind it. */
export function deleteFrom(queries: Queries, conversationId: string, messageId: string): Compilable {
  return queries
    .deleteFrom('questions')
    .where('conversation_id', '=', conversationId)
    .where('position', '>=', (eb) =>
      eb
        .selectFrom('questions as first')
        .select('first.position')
        .where('first.conversation_id', '=', conversationId)
        .where('first.id', '=', messageId),
    );
}

/** Adds a question behind all others, unless the conversation is gone or has one with its id. */
export function insertQuestion(queries: Queries, question: Omit<Question, 'position'>): Compilable {
  const row = questionColumns(question);
  const columns = Object.keys(row) as (keyof typeof row)[];
  return queries
    .insertInto('questions')
    .columns([...columns, 'position'] satisfies (keyof QuestionRow)[])
    .expression((eb) =>
      eb
        .selectFrom('conversations')
        .select((inner) => columns.map((column) => inner.val(row[column]).as(column)))
        .select((inner) =>
          inner
            .selectFrom('questions')
            .select(sql<number>`coalesce(max(position), -1) + 1`.as('next'))
            .where('conversation_id', '=', question.conversationId)
            .as('position'),
        )
        .where('conversations.id', '=', question.conversationId),
    )
    .onConflict((conflict) => conflict.columns(['conversation_id', 'id']).doNothing());
}

/**
 * Adds an answer to a question that stands: as its next alternative, or as the one given unless that is there.
 */
export function insertAnswer(
  queries: Queries,
  answer: Omit<AnswerMessage, 'alternative'>,
  alternative?: number,
): Compilable {
  const row = { turn_id: answer.turnId, ...answerColumns(answer) };
  const columns = Object.keys(row) as (keyof typeof row)[];
  const place =
    alternative === undefined
      ? sql<number>`(select coalesce(max(alternative), -1) + 1 from answers
          where conversation_id = ${answer.conversationId} and question_id = ${answer.id})`
      : sql<number>`${alternative}`;
  return queries
    .insertInto('answers')
    .columns([...columns, 'conversation_id', 'question_id', 'alternative'] satisfies (keyof AnswerRow)[])
    .expression((eb) =>
      eb
        .selectFrom('questions')
        .select((inner) => columns.map((column) => inner.val(row[column]).as(column)))
        .select(['questions.conversation_id', 'questions.id as question_id', place.as('alternative')])
        .where('questions.conversation_id', '=', answer.conversationId)
        .where('questions.id', '=', answer.id),
    )
    .onConflict((conflict) =>
      conflict.columns(['conversation_id', 'question_id', 'alternative']).doNothing(),
    );
}

/** Opens a turn for the newest alternative of its question. The schema refuses a tenant other than the conversation's. */
export function insertTurn(queries: Queries, turn: OpenTurn): Compilable {
  return queries
    .insertInto('turns')
    .columns(['id', 'tenant_id', 'conversation_id', 'question_id', 'alternative', 'open'])
    .expression((eb) =>
      eb
        .selectFrom('answers')
        .select((inner) => [
          inner.val(turn.turnId).as('id'),
          inner.val(turn.tenantId).as('tenant_id'),
          'conversation_id',
          'question_id',
          'alternative',
          inner.val(1).as('open'),
        ])
        .where('conversation_id', '=', turn.conversationId)
        .where('question_id', '=', turn.messageId)
        .orderBy('alternative', 'desc')
        .limit(1),
    );
}

/** Writes the final answer of a turn and closes it. Each statement changes nothing when no such turn is open. */
export function closeTurn(
  queries: Queries,
  turnId: string,
  answer: Omit<AnswerMessage, 'alternative'>,
): Compilable[] {
  const documents = new Set([...answer.references, ...answer.citations].map((source) => source.documentId));
  return [
    queries
      .updateTable('answers')
      .set(answerColumns(answer))
      .where((eb) =>
        eb(
          eb.refTuple('conversation_id', 'question_id', 'alternative'),
          'in',
          eb
            .selectFrom('turns')
            .select(['turns.conversation_id', 'turns.question_id', 'turns.alternative'])
            .where('turns.id', '=', turnId)
            .where('turns.open', '=', 1)
            .$asTuple('conversation_id', 'question_id', 'alternative'),
        ),
      ),
    ...[...documents].map((documentId) =>
      queries
        .insertInto('turn_sources')
        .columns(['turn_id', 'document_id'])
        .expression((eb) =>
          eb
            .selectFrom('turns')
            .select((inner) => ['turns.id', inner.val(documentId).as('document_id')])
            .where('turns.id', '=', turnId)
            .where('turns.open', '=', 1),
        )
        .onConflict((conflict) => conflict.doNothing()),
    ),
    queries.updateTable('turns').set({ open: 0 }).where('id', '=', turnId),
  ];
}
