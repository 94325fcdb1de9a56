import type { AnswerMessage, Conversation, Message, Question } from '../../domain/conversation.ts';
import { AppError } from '../../domain/errors.ts';
import type { Conversations, OpenTurn } from '../../ports/repositories.ts';
import { byAge, type MemoryTables, requireRow, rowsOf, type Thread } from './tables.ts';

/** Conversations with their messages and turns, in memory. */
export function memoryConversations(tables: MemoryTables): Conversations {
  const { conversations, threads, turns } = tables;
  const rows = rowsOf(conversations, { removed: (id) => dropThread(tables, id) });
  const threadOf = (id: string): Thread => threads.get(id) ?? { questions: [], answers: new Map() };
  return {
    ...rows,
    list: async ({ tenantId, dialogId, embedded }, page) =>
      [...conversations.values()]
        .filter((one) => one.tenantId === tenantId && one.embedded === embedded)
        .filter((one) => dialogId === undefined || one.dialogId === dialogId)
        .sort((a, b) => byAge(b, a))
        .slice(page.offset, page.offset + page.limit),
    messages: async (id) => {
      const { questions, answers } = threadOf(id);
      return questions.flatMap((question) => [question, ...(answers.get(question.id) ?? [])]);
    },
    recent: async (id, limit) => {
      const { questions, answers } = threadOf(id);
      const latest = limit > 0 ? questions.slice(-limit) : [];
      return latest.flatMap((question) => [question, ...(answers.get(question.id) ?? []).slice(-1)]);
    },
    answers: async (id, messageId) => [...(threadOf(id).answers.get(messageId) ?? [])],
    import: async (id, messages) => importInto(tables, id, messages),
    beginTurn: async (turn, question, answer, replaces) =>
      beginTurn(tables, turn, question, answer, replaces),
    async endTurn(turnId, answer) {
      const turn = turns.get(turnId);
      if (turn === undefined || !turn.open) return;
      const answers = threadOf(turn.conversationId).answers.get(turn.messageId);
      const rated = answers?.[turn.alternative]?.feedback;
      const feedback = rated === undefined ? {} : { feedback: rated };
      if (answers !== undefined)
        answers[turn.alternative] = { ...answer, ...feedback, alternative: turn.alternative };
      turns.set(turnId, { ...turn, open: false });
    },
    async rateAnswer({ conversationId, id, turnId }, feedback) {
      const answers = threadOf(conversationId).answers.get(id) ?? [];
      const index = answers.findIndex((answer) => answer.turnId === turnId);
      const answer = answers[index];
      if (answer === undefined) return false;
      const { feedback: _, ...unrated } = answer;
      answers[index] = feedback === undefined ? unrated : { ...unrated, feedback };
      return true;
    },
    async findTurn(turnId) {
      const turn = turns.get(turnId);
      if (turn === undefined) return undefined;
      const answer = threadOf(turn.conversationId).answers.get(turn.messageId)?.[turn.alternative];
      return answer === undefined ? undefined : { ...idsOf(turn), answer };
    },
    openTurns: async () => [...turns.values()].filter((turn) => turn.open).map(idsOf),
    async removeMessage(id, messageId) {
      const thread = threadOf(id);
      const index = thread.questions.findIndex((question) => question.id === messageId);
      if (index === -1) return false;
      thread.questions.splice(index, 1);
      thread.answers.delete(messageId);
      dropTurns(tables, (turn) => turn.conversationId === id && turn.messageId === messageId);
      return true;
    },
    turnsReferring: async (documentId) =>
      [...turns.values()]
        .filter((turn) => {
          const answer = threadOf(turn.conversationId).answers.get(turn.messageId)?.[turn.alternative];
          return !turn.open && answer !== undefined && refersTo(answer, documentId);
        })
        .map((turn) => turn.turnId),
  };
}

function beginTurn(
  tables: MemoryTables,
  turn: OpenTurn,
  question: Omit<Question, 'position'>,
  answer: Omit<AnswerMessage, 'alternative'>,
  replaces: string | undefined,
): void {
  const { conversations, threads, turns } = tables;
  const conversation = requireOpen(tables, turn);
  if (replaces !== undefined) dropFrom(tables, turn.conversationId, replaces);
  conversations.set(conversation.id, {
    ...conversation,
    updatedAt: Math.max(conversation.updatedAt, question.createdAt),
  });
  const thread = threads.get(conversation.id) ?? { questions: [], answers: new Map() };
  threads.set(conversation.id, thread);
  addQuestion(thread, question);
  const alternative = addAnswer(thread, answer);
  turns.set(turn.turnId, { ...idsOf(turn), alternative, open: true });
}

/** The conversation of a turn that may begin. */
function requireOpen(
  { conversations, turns }: Pick<MemoryTables, 'conversations' | 'turns'>,
  turn: OpenTurn,
): Conversation {
  const conversation = conversations.get(turn.conversationId);
  if (conversation === undefined) throw new AppError('not-found', 'There is no such conversation.');
  requireRow(conversations, turn.conversationId, turn.tenantId);
  if (turns.has(turn.turnId)) throw new AppError('conflict', 'There is already a turn with this id.');
  return conversation;
}

function dropFrom(tables: MemoryTables, conversationId: string, messageId: string): void {
  const thread = tables.threads.get(conversationId);
  const index = thread?.questions.findIndex(({ id }) => id === messageId) ?? -1;
  if (thread === undefined || index < 0) return;
  for (const { id } of thread.questions.splice(index)) {
    thread.answers.delete(id);
    dropTurns(tables, (turn) => turn.conversationId === conversationId && turn.messageId === id);
  }
}

function importInto(
  { conversations, threads }: MemoryTables,
  id: string,
  messages: readonly Message[],
): void {
  if (!conversations.has(id)) throw new AppError('not-found', 'There is no such conversation.');
  const thread = threads.get(id) ?? { questions: [], answers: new Map() };
  threads.set(id, thread);
  const known = new Set(thread.questions.map((question) => question.id));
  for (const message of messages) {
    if (known.has(message.id)) continue;
    if (message.role === 'user') addQuestion(thread, message);
    else if (thread.questions.some((question) => question.id === message.id)) addAnswer(thread, message);
  }
}

function addQuestion(thread: Thread, question: Omit<Question, 'position'>): void {
  if (thread.questions.some((other) => other.id === question.id)) return;
  thread.questions.push({ ...question, position: (thread.questions.at(-1)?.position ?? -1) + 1 });
}

function addAnswer(thread: Thread, answer: Omit<AnswerMessage, 'alternative'>): number {
  const alternatives = thread.answers.get(answer.id) ?? [];
  thread.answers.set(answer.id, alternatives);
  alternatives.push({ ...answer, alternative: alternatives.length });
  return alternatives.length - 1;
}

function idsOf({ turnId, tenantId, conversationId, messageId }: OpenTurn): OpenTurn {
  return { turnId, tenantId, conversationId, messageId };
}

function refersTo(answer: AnswerMessage, documentId: string): boolean {
  return [...answer.references, ...answer.citations].some((source) => source.documentId === documentId);
}

function dropThread(tables: MemoryTables, conversationId: string): void {
  tables.threads.delete(conversationId);
  dropTurns(tables, (turn) => turn.conversationId === conversationId);
}

function dropTurns({ turns }: MemoryTables, matches: (turn: OpenTurn) => boolean): void {
  for (const turn of [...turns.values()]) if (matches(turn)) turns.delete(turn.turnId);
}
