import type { DeliveredAnswer } from '../chat/delivered-event.ts';
import type { Presenter } from '../chat/present.ts';
import type { Turns } from '../chat/turn-request.ts';
import type { Authorized, Principal } from '../domain/access.ts';
import type { AnswerMessage, Conversation, Question } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { Repositories } from '../ports/repositories.ts';

export interface PresentedAnswer {
  readonly message: AnswerMessage;
  readonly answer: DeliveredAnswer;
}

/** A question with all its answers, oldest first; the last one is shown. */
export interface PresentedExchange {
  readonly question: Question;
  readonly answers: readonly PresentedAnswer[];
}

/** What both dialects do with conversations. */
export interface ConversationDesk {
  /** `id`: made by the client. @throws AppError `conflict` when a conversation has it already */
  create(
    principal: Principal,
    dialog: Authorized<Dialog>,
    wish: { id?: string; name: string },
  ): Promise<Conversation>;
  /** @throws AppError `not-found` when it has been removed meanwhile */
  rename(conversation: Authorized<Conversation>, name: string): Promise<Conversation>;
  /** Everything said; an answer that is being written with its text so far. */
  exchanges(conversation: Authorized<Conversation>): Promise<readonly PresentedExchange[]>;
}

export interface ConversationDeskParts {
  readonly repositories: Pick<Repositories, 'conversations'>;
  readonly turns: Pick<Turns, 'soFar'>;
  readonly presenter: Pick<Presenter, 'presentAnswers'>;
  readonly now: () => number;
}

export function createConversationDesk(parts: ConversationDeskParts): ConversationDesk {
  const { repositories, presenter, now } = parts;
  const { conversations } = repositories;
  /** Ids from clients that are being looked up: a row is only ever made, never replaced, by `create`. */
  const making = new Set<string>();

  return {
    async create(principal, dialog, { id = newId(), name }) {
      if (making.has(id)) throw exists();
      making.add(id);
      try {
        if ((await conversations.find(id)) !== undefined) throw exists();
        const { tenantId, userId } = principal;
        const time = { createdAt: now(), updatedAt: now() };
        const conversation = {
          id,
          tenantId,
          userId,
          dialogId: dialog.id,
          name,
          opener: dialog.prompt.opener,
          ...time,
        };
        await conversations.save(conversation);
        return conversation;
      } finally {
        making.delete(id);
      }
    },
    async rename(conversation, name) {
      const renamed = { ...conversation, name, updatedAt: now() };
      if (!(await conversations.replace(renamed)))
        throw new AppError('not-found', 'There is no such conversation.');
      return renamed;
    },
    async exchanges(conversation) {
      const messages = await conversations.messages(conversation.id);
      const questions = messages.filter((message) => message.role === 'user');
      const stored = messages.filter((message) => message.role === 'assistant');
      const answers = await Promise.all(stored.map((message) => upToDate(parts, message)));
      const delivered = await presenter.presentAnswers(answers, conversation.tenantId);
      const byQuestion = Map.groupBy(
        answers.flatMap((message, index) => {
          const answer = delivered[index];
          return answer === undefined ? [] : [{ message, answer }];
        }),
        ({ message }) => message.id,
      );
      return questions.map((question) => ({ question, answers: byQuestion.get(question.id) ?? [] }));
    },
  };
}

/** A running answer has its text in the log, not yet in its row. */
async function upToDate(
  { repositories, turns }: ConversationDeskParts,
  message: AnswerMessage,
): Promise<AnswerMessage> {
  if (message.status !== 'running') return message;
  const soFar = await turns.soFar(message.turnId);
  if (soFar !== undefined) {
    const { text, reasoning, references, citations } = soFar;
    return { ...message, content: text, reasoning, references, citations };
  }
  // It has ended between the two looks.
  const answers = await repositories.conversations.answers(message.conversationId, message.id);
  return answers.find(({ turnId }) => turnId === message.turnId) ?? message;
}

function exists(): AppError {
  return new AppError(
    'conflict',
    'There is a conversation with this id already; leave the id out or take another.',
  );
}
