import type { AnswerTrace, FinishReason } from '../../domain/chat-event.ts';
import type { AnswerMessage, AnswerStatus, Feedback, Question } from '../../domain/conversation.ts';
import type { Problem } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { fromJson, present, presentJson, toJson, toNullableJson } from './columns.ts';
import type { AnswerRow, QuestionRow } from './schema.ts';

/** What an answer's row holds besides its key and what people think of it. */
export type AnswerColumns = Omit<
  AnswerRow,
  'alternative' | 'conversation_id' | 'question_id' | 'turn_id' | keyof FeedbackColumns
>;
type FeedbackColumns = Pick<AnswerRow, 'thumb' | 'feedback'>;

/** The columns of a question whose position the database decides. */
export function questionColumns(question: Omit<Question, 'position'>): Omit<QuestionRow, 'position'> {
  return {
    conversation_id: question.conversationId,
    id: question.id,
    content: question.content,
    document_ids_json: toJson(question.documentIds),
    extras_json: toNullableJson(question.extras),
    created_at: question.createdAt,
  };
}

/** The columns of an answer whose alternative the database decides. */
export function answerColumns(answer: Omit<AnswerMessage, 'alternative'>): AnswerColumns {
  return {
    status: answer.status,
    content: answer.content,
    reasoning: answer.reasoning,
    references_json: toJson(answer.references),
    citations_json: toJson(answer.citations),
    finish_reason: answer.finishReason ?? null,
    problem_json: toNullableJson(answer.problem),
    input_tokens: answer.usage?.inputTokens ?? null,
    output_tokens: answer.usage?.outputTokens ?? null,
    trace_json: toNullableJson(answer.trace),
    created_at: answer.createdAt,
  };
}

export function questionOf(row: QuestionRow): Question {
  return {
    role: 'user',
    id: row.id,
    conversationId: row.conversation_id,
    position: row.position,
    content: row.content,
    documentIds: fromJson(row.document_ids_json),
    ...presentJson<JsonObject, 'extras'>('extras', row.extras_json),
    createdAt: row.created_at,
  };
}

export function answerOf(row: AnswerRow): AnswerMessage {
  return {
    role: 'assistant',
    id: row.question_id,
    conversationId: row.conversation_id,
    turnId: row.turn_id,
    alternative: row.alternative,
    status: row.status as AnswerStatus,
    content: row.content,
    reasoning: row.reasoning,
    references: fromJson(row.references_json),
    citations: fromJson(row.citations_json),
    ...present('finishReason', row.finish_reason as FinishReason | null),
    ...presentJson<Problem, 'problem'>('problem', row.problem_json),
    ...present('usage', usageOf(row)),
    ...presentJson<AnswerTrace, 'trace'>('trace', row.trace_json),
    ...present('feedback', feedbackOf(row)),
    createdAt: row.created_at,
  };
}

export function feedbackColumns(feedback: Feedback | undefined): FeedbackColumns {
  return { thumb: feedback?.thumb ?? null, feedback: feedback?.text ?? null };
}

function feedbackOf({ thumb, feedback }: FeedbackColumns): Feedback | undefined {
  return thumb === null ? undefined : { thumb: thumb as Feedback['thumb'], ...present('text', feedback) };
}

function usageOf({ input_tokens: inputTokens, output_tokens: outputTokens }: AnswerRow) {
  return inputTokens === null || outputTokens === null ? undefined : { inputTokens, outputTokens };
}
