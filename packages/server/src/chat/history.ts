import { createHash } from 'node:crypto';
import type { AnswerMessage, Message, Question } from '../domain/conversation.ts';
import type { Conversations } from '../ports/repositories.ts';
import type { HistoryMessage, TurnRequest } from './turn-request.ts';

/** Questions that a prompt can look back to; what fits the window is decided later. */
const HISTORY_QUESTIONS = 100;

/** What a stored turn begins with. */
export interface StoredHistory {
  /** Answered questions before this one, oldest first. */
  readonly history: readonly HistoryMessage[];
  /** The question as it is stored already: it is being asked again. */
  readonly question: Question | undefined;
}

/**
 * The history of a question at this moment: for a new one all answered questions, for one that is asked again those
 * before it. Questions whose answer still runs, or came to nothing, are left out.
 */
export async function loadHistory(
  conversations: Pick<Conversations, 'recent' | 'messages' | 'answers'>,
  conversationId: string,
  questionId: string,
): Promise<StoredHistory> {
  const recent = await conversations.recent(conversationId, HISTORY_QUESTIONS);
  const found = split(recent, questionId);
  if (found.question !== undefined || countQuestions(recent) < HISTORY_QUESTIONS) return found;
  // Only a question that is asked again stands further back; for a new one nobody reads the whole of a long chat.
  const isOlder = (await conversations.answers(conversationId, questionId)).length > 0;
  return isOlder ? split(await conversations.messages(conversationId), questionId) : found;
}

function split(messages: readonly Message[], questionId: string): StoredHistory {
  const at = messages.findIndex((message) => message.role === 'user' && message.id === questionId);
  const question = messages[at];
  const history = answeredPairs(at < 0 ? messages : messages.slice(0, at));
  return { history, question: question?.role === 'user' ? question : undefined };
}

function countQuestions(messages: readonly Message[]): number {
  return messages.filter((message) => message.role === 'user').length;
}

/** Each question with its newest answer, where that has text. */
function answeredPairs(messages: readonly Message[]): HistoryMessage[] {
  const pairs: HistoryMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'user') continue;
    const answer = newestAnswer(messages, index);
    if (answer === undefined || answer.status === 'running' || answer.content === '') continue;
    pairs.push({ role: 'user', content: message.content, id: message.id });
    pairs.push({ role: 'assistant', content: answer.content, id: message.id });
  }
  return pairs.slice(-2 * HISTORY_QUESTIONS);
}

function newestAnswer(messages: readonly Message[], questionIndex: number): AnswerMessage | undefined {
  let newest: AnswerMessage | undefined;
  for (let index = questionIndex + 1; index < messages.length; index++) {
    const message = messages[index];
    if (message?.role !== 'assistant') break;
    newest = message;
  }
  return newest;
}

/**
 * Stores the messages that the client brought along and the conversation does not know. They are matched by id, those
 * without an id by their text; a question without any answer behind it is not history.
 */
export async function importHistory(
  conversations: Pick<Conversations, 'recent' | 'import'>,
  request: TurnRequest,
  now: number,
): Promise<void> {
  const { conversation, history = [], question } = request;
  if (conversation === undefined || history.length === 0) return;
  const recent = await conversations.recent(conversation.id, HISTORY_QUESTIONS);
  const known = new Set(recent.flatMap((message) => (message.role === 'user' ? [message.id] : [])));
  const knownTexts = new Set(recent.flatMap(({ role, content }) => (role === 'user' ? [content] : [])));
  const messages = exchangesOf(history)
    .filter(({ asked }) => (asked.id === undefined ? !knownTexts.has(asked.content) : !known.has(asked.id)))
    .filter(({ asked }) => asked.id !== question.id)
    .flatMap((exchange, index) => toMessages(exchange, conversation.id, index, now));
  if (messages.length > 0) await conversations.import(conversation.id, messages);
}

interface Exchange {
  readonly asked: HistoryMessage;
  readonly answered: HistoryMessage;
}

function exchangesOf(history: readonly HistoryMessage[]): Exchange[] {
  return history.flatMap((asked, index) => {
    const answered = history[index + 1];
    return asked.role === 'user' && answered?.role === 'assistant' ? [{ asked, answered }] : [];
  });
}

function toMessages(
  { asked, answered }: Exchange,
  conversationId: string,
  position: number,
  now: number,
): Message[] {
  // Made from the content, so that the same request sent twice finds its own rows.
  const id = asked.id ?? digest(conversationId, String(position), asked.content);
  return [
    { role: 'user', id, conversationId, position, content: asked.content, documentIds: [], createdAt: now },
    {
      role: 'assistant',
      id,
      conversationId,
      turnId: digest(conversationId, id, 'imported'),
      alternative: 0,
      status: 'done',
      content: answered.content,
      reasoning: '',
      references: [],
      citations: [],
      createdAt: now,
    },
  ];
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
