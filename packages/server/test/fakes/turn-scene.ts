import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createMemoryRepositories } from '../../src/adapters/memory/repositories.ts';
import type { TurnRequest } from '../../src/chat/turn-request.ts';
import { createTurns, type TurnsOptions } from '../../src/chat/turns.ts';
import { type Authorized, authorize } from '../../src/domain/access.ts';
import type { ChatEvent } from '../../src/domain/chat-event.ts';
import type { AnswerMessage, Conversation } from '../../src/domain/conversation.ts';
import type { Dialog } from '../../src/domain/dialog.ts';
import type { Logged } from '../../src/ports/event-log.ts';
import { collect } from '../collect.ts';

const principal = { userId: 't', tenantId: 't', via: 'session' as const };
const dialog: Authorized<Dialog> = authorize(principal, 'ask', 'dialog', {
  id: 'dialog',
  tenantId: 't',
  name: 'D',
  description: '',
  knowledgeBaseIds: [],
  searchEverything: false,
  question: { rewriteFollowUps: false, translateInto: [], addKeywords: false },
  retrieval: { topN: 6, candidates: 100, minimumScore: 0.1 },
  prompt: { system: '', opener: '', variables: [] },
  model: { settings: {} },
  answer: { cite: true },
  createdAt: 0,
  updatedAt: 0,
});

/** A signal that never aborts. */
export const never = new AbortController().signal;
/** A text delta. */
export const say = (delta: string): ChatEvent => ({ type: 'text-delta', delta });

/** The last event of an answer with this text. */
export function endOf(text: string): ChatEvent {
  return {
    type: 'answer-end',
    answer: { text, reasoning: '', citations: [], references: [] },
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 2 },
    trace: {
      question: 'q',
      searchText: 'q',
      model: 'm@f',
      milliseconds: {},
      searchedChunks: 0,
      vectorWeight: 0,
      sources: [],
    },
  };
}

/** A gate in an answer: it says when it is reached, and waits until it is opened or the signal aborts. */
export function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    async pass(signal: AbortSignal): Promise<void> {
      reached.resolve();
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      await Promise.race([opened.promise, aborted.promise]);
    },
  };
}

/** Turns on memory adapters, with one conversation `c`; `answer` plays the model. */
export function turnScene(answer: TurnsOptions['answer'], options: Partial<TurnsOptions> = {}) {
  const repositories = options.repositories ?? createMemoryRepositories();
  const events = options.events ?? createMemoryEventLog();
  const errors: unknown[] = [];
  const turns = createTurns({
    answer,
    events,
    repositories,
    countTokens: (text) => text.length,
    onError: (error) => errors.push(error),
    graceMilliseconds: 20,
    ...options,
  });
  const { conversations } = repositories;
  const conversation: Conversation = {
    id: 'c',
    tenantId: 't',
    userId: 't',
    dialogId: 'dialog',
    name: 'C',
    opener: '',
    createdAt: 0,
    updatedAt: 0,
  };
  const request = (id: string, text = `question ${id}`, more: Partial<TurnRequest> = {}): TurnRequest => ({
    tenantId: 't',
    userId: 't',
    dialog,
    conversation: authorize(principal, 'ask', 'conversation', conversation),
    question: { id, text },
    ...more,
  });
  const unstored = (id: string): TurnRequest => {
    const { conversation: _, ...rest } = request(id);
    return rest;
  };
  const read = (turnId: string, after = 0): Promise<Logged[]> =>
    collect(turns.follow(turnId, { after, signal: never }));
  const answerOf = async (id: string): Promise<AnswerMessage | undefined> =>
    (await conversations.answers('c', id)).at(-1);
  return {
    turns,
    events,
    conversations,
    repositories,
    request,
    unstored,
    read,
    answerOf,
    errors,
    conversation,
    ready: conversations.save(conversation),
  };
}

/** A short answer in two pieces. */
export async function* three(): AsyncGenerator<ChatEvent> {
  yield say('one ');
  yield say('two');
  yield endOf('one two');
}
