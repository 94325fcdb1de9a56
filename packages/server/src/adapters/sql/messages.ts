import type { Message } from '../../domain/conversation.ts';
import type { SqlDatabase } from './database.ts';
import { answerOf, questionOf } from './message-rows.ts';
import type { AnswerRow, QuestionRow } from './schema.ts';

/** Questions read at once: what is parsed on the main thread stays short however long the conversation is. */
const QUESTIONS_AT_ONCE = 100;

/** All messages of a conversation in order, each question before its alternatives. */
export async function allMessages(
  { queries }: SqlDatabase,
  conversationId: string,
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (let after = -1; ; ) {
    const questions = await queries
      .selectFrom('questions')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(QUESTIONS_AT_ONCE)
      .execute();
    const last = questions.at(-1);
    if (last === undefined) return messages;
    const answers = await queries
      .selectFrom('questions')
      .innerJoin('answers', (join) =>
        join
          .onRef('answers.conversation_id', '=', 'questions.conversation_id')
          .onRef('answers.question_id', '=', 'questions.id'),
      )
      .selectAll('answers')
      .where('questions.conversation_id', '=', conversationId)
      .where('questions.position', '>', after)
      .where('questions.position', '<=', last.position)
      .orderBy('answers.alternative')
      .execute();
    messages.push(...interleave(questions, answers));
    after = last.position;
  }
}

/** The latest questions, each with its newest answer, oldest first. */
export async function recentMessages(
  { queries }: SqlDatabase,
  conversationId: string,
  limit: number,
): Promise<readonly Message[]> {
  const latest = queries
    .selectFrom('questions')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('position', 'desc')
    .limit(limit);
  const questions = await latest.execute();
  const answers = await queries
    .selectFrom(latest.as('latest'))
    .innerJoin('answers', (join) =>
      join
        .onRef('answers.conversation_id', '=', 'latest.conversation_id')
        .onRef('answers.question_id', '=', 'latest.id'),
    )
    .selectAll('answers')
    .where('answers.alternative', '=', (eb) =>
      eb
        .selectFrom('answers as others')
        .select((inner) => inner.fn.max('others.alternative').as('newest'))
        .whereRef('others.conversation_id', '=', 'answers.conversation_id')
        .whereRef('others.question_id', '=', 'answers.question_id'),
    )
    .execute();
  return interleave(questions.reverse(), answers);
}

function interleave(questions: readonly QuestionRow[], answers: readonly AnswerRow[]): Message[] {
  const byQuestion = Map.groupBy(answers, (row) => row.question_id);
  return questions.flatMap((row) => [questionOf(row), ...(byQuestion.get(row.id) ?? []).map(answerOf)]);
}
