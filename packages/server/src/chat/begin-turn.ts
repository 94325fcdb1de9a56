import type { AnswerMessage } from '../domain/conversation.ts';
import { AppError, type Problem } from '../domain/errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Conversations } from '../ports/repositories.ts';
import { importHistory, loadHistory, type StoredHistory } from './history.ts';
import type { TurnStart } from './running-turn.ts';
import type { TurnRequest } from './turn-request.ts';

type OpenAnswer = Omit<AnswerMessage, 'alternative'>;

const NOT_BEGUN: Problem = {
  code: 'store-unavailable',
  message: 'The answer could not be begun; ask again.',
  retryable: true,
};

/** Stores question and open answer, if the turn is stored, and logs its first event: from here on it can be read. */
export async function beginTurn(
  { conversations, events }: { readonly conversations: Conversations; readonly events: EventLog },
  request: TurnRequest,
  { turnId, createdAt }: { readonly turnId: string; readonly createdAt: number },
): Promise<Omit<TurnStart, 'onAnswered'>> {
  const start = request.conversation
    ? await storeTurn(conversations, request, turnId, createdAt)
    : { turnId, request, history: request.history ?? [], open: undefined };
  const conversationId = request.conversation?.id ?? '';
  const messageId = request.question.id;
  try {
    await events.append(turnId, { type: 'turn-start', turnId, conversationId, messageId, createdAt });
  } catch (error) {
    // Nobody could read this turn, so its row says that it failed.
    const { open } = start;
    if (open) await conversations.endTurn(turnId, { ...open, status: 'failed', problem: NOT_BEGUN });
    throw error;
  }
  return start;
}

/** The history is what stood before the question; a question that stands already is asked as it stands. */
async function storeTurn(
  conversations: Conversations,
  request: TurnRequest,
  turnId: string,
  createdAt: number,
) {
  const conversationId = request.conversation?.id ?? '';
  await importHistory(conversations, request, createdAt);
  const { history, question, replaces } = await loadStart(conversations, conversationId, request);
  const { id, text, documentIds = [] } = request.question;
  const open = openAnswer({ id, conversationId, turnId, createdAt });
  await conversations.beginTurn(
    { turnId, tenantId: request.tenantId, conversationId, messageId: id },
    { role: 'user', id, conversationId, content: text, documentIds, createdAt },
    open,
    replaces,
  );
  const asked = question
    ? { id, text: question.content, documentIds: question.documentIds }
    : request.question;
  return { turnId, request: { ...request, question: asked }, history, open };
}

/** A question that stands already replaces nothing: it has done so when it was asked first. */
async function loadStart(
  conversations: Conversations,
  conversationId: string,
  { question, replaces }: TurnRequest,
): Promise<StoredHistory & { readonly replaces?: string }> {
  const start = await loadHistory(conversations, conversationId, question.id);
  if (replaces === undefined || start.question !== undefined) return start;
  const before = await loadHistory(conversations, conversationId, replaces);
  if (before.question === undefined) {
    throw new AppError('not-found', '`replaces` names no question of this conversation; reload it.', {
      field: 'replaces',
    });
  }
  return { history: before.history, question: undefined, replaces };
}

function openAnswer(ids: Pick<AnswerMessage, 'id' | 'conversationId' | 'turnId' | 'createdAt'>): OpenAnswer {
  const empty = { content: '', reasoning: '', references: [], citations: [] };
  return { role: 'assistant', ...ids, status: 'running', ...empty };
}
