import type { AnswerMessage } from '../domain/conversation.ts';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { EventLog, Logged } from '../ports/event-log.ts';
import type { Conversations, Repositories } from '../ports/repositories.ts';
import type { AnswerQuestion } from './answer-input.ts';
import { followTurn } from './follow-turn.ts';
import { importHistory, loadHistory } from './history.ts';
import { recoverTurns } from './recover-turns.ts';
import { type RunningTurn, runTurn, type TurnContext } from './running-turn.ts';
import type { TurnRequest, Turns } from './turn-request.ts';

/** The log of an ended turn stays for late readers; afterwards its row speaks. */
const KEEP_LOG_MILLISECONDS = 24 * 3_600_000;
/** A turn without a row has nothing but its log, which lives this long. */
const KEEP_UNSTORED_MILLISECONDS = 3_600_000;

export interface TurnsOptions {
  readonly answer: AnswerQuestion;
  readonly events: EventLog;
  readonly repositories: Pick<Repositories, 'conversations'>;
  readonly countTokens: (text: string) => number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds of a clock that never jumps: for durations. The same as that of the answers. */
  readonly clock?: () => number;
  /** How long a turn that is not stored waits for its first reader. */
  readonly firstReaderMilliseconds?: number;
  /** How long a stage may ignore the abort before its turn ends without it. */
  readonly graceMilliseconds?: number;
  /** Hears of errors that no reader is told in full. */
  readonly onError?: (error: unknown, turnId: string) => void;
}

/** The turns of the server, with what its timers and deletions need. */
export interface TurnService extends Turns {
  /** Deletes a conversation: its turns are stopped, its rows and logs removed. False when there is none. */
  removeConversation(conversationId: string): Promise<boolean>;
  /** Forgets logs that are past their time. To be called every few minutes. */
  prune(): Promise<void>;
}

/** A turn without a row: known as long as its log lives. */
interface Unstored {
  readonly running: RunningTurn;
  endedAt: number | undefined;
  readers: number;
}

/** Starts, follows, stops and recovers turns; see {@link Turns}. */
export function createTurns(options: TurnsOptions): TurnService {
  const { events, repositories, now = Date.now } = options;
  const { conversations } = repositories;
  const context: TurnContext = {
    answer: options.answer,
    events,
    conversations,
    countTokens: options.countTokens,
    clock: options.clock ?? (() => performance.now()),
    graceMilliseconds: options.graceMilliseconds ?? 500,
    onError: options.onError ?? (() => {}),
  };
  const firstReaderMilliseconds = options.firstReaderMilliseconds ?? 30_000;
  const running = new Map<string, RunningTurn>();
  const unstored = new Map<string, Unstored>();
  /** Questions that are being answered, from the moment of the request on. */
  const byQuestion = new Map<string, Promise<RunningTurn>>();
  const starting = new Set<Promise<RunningTurn>>();
  let draining = false;

  const begin = async (request: TurnRequest, onAnswered: () => void): Promise<RunningTurn> => {
    const turnId = newId();
    const createdAt = now();
    const start = request.conversation
      ? await beginStored(conversations, request, turnId, createdAt)
      : { turnId, request, history: request.history ?? [], open: undefined };
    const conversationId = request.conversation?.id ?? '';
    const messageId = request.question.id;
    try {
      await events.append(turnId, { type: 'turn-start', turnId, conversationId, messageId, createdAt });
    } catch (error) {
      if (start.open) await closeUnstarted(conversations, start.open);
      throw error;
    }
    const turn = runTurn(context, { ...start, onAnswered });
    running.set(turnId, turn);
    if (!start.open) watchUnstored(turn);
    void turn.done.then(() => running.delete(turnId));
    return turn;
  };

  const watchUnstored = (turn: RunningTurn): void => {
    const entry: Unstored = { running: turn, endedAt: undefined, readers: 0 };
    unstored.set(turn.turnId, entry);
    const timer = setTimeout(() => {
      if (entry.readers === 0) turn.cut('stopped');
    }, firstReaderMilliseconds);
    void turn.done.then(() => {
      clearTimeout(timer);
      entry.endedAt = now();
    });
  };

  const startOnce = (request: TurnRequest, key: string | undefined): Promise<RunningTurn> => {
    const forget = () => {
      if (key !== undefined && byQuestion.get(key) === promise) byQuestion.delete(key);
    };
    const promise: Promise<RunningTurn> = begin(request, forget);
    if (key !== undefined) byQuestion.set(key, promise);
    starting.add(promise);
    promise.catch(forget).finally(() => starting.delete(promise));
    return promise;
  };

  const cutAll = async (turns: readonly RunningTurn[], how: 'stopped' | 'interrupted'): Promise<number> => {
    for (const turn of turns) turn.cut(how);
    await Promise.all(turns.map(({ done }) => done));
    return turns.length;
  };

  const stopConversation = async (conversationId: string): Promise<number> => {
    await Promise.allSettled(starting);
    const turns = [...running.values()].filter((turn) => turn.conversationId === conversationId);
    return cutAll(turns, 'stopped');
  };

  return {
    async start(request) {
      if (draining)
        throw new AppError('store-unavailable', 'The server is shutting down; ask again in a moment.');
      const messageId = request.question.id;
      const key = request.conversation && `${request.conversation.id}/${messageId}`;
      const joined = key === undefined ? undefined : byQuestion.get(key);
      const { turnId } = await (joined ?? startOnce(request, key));
      return { turnId, messageId, joined: joined !== undefined };
    },

    follow(turnId, { after, signal }): AsyncIterable<Logged> {
      const entry = unstored.get(turnId);
      const logged = followTurn({ events, conversations }, turnId, { after, signal });
      return entry === undefined ? logged : countReader(logged, entry);
    },

    async find(turnId) {
      const active = running.get(turnId) ?? unstored.get(turnId)?.running;
      if (active) {
        const { tenantId, conversationId, messageId } = active;
        return { turnId, tenantId, conversationId, messageId, ended: !running.has(turnId) };
      }
      const turn = await conversations.findTurn(turnId);
      if (turn === undefined) return undefined;
      const { tenantId, conversationId, messageId, answer } = turn;
      return { turnId, tenantId, conversationId, messageId, ended: answer.status !== 'running' };
    },

    async soFar(turnId) {
      return running.get(turnId)?.soFar();
    },

    async stop(turnId) {
      const turn = running.get(turnId);
      return turn !== undefined && (await cutAll([turn], 'stopped')) > 0;
    },

    stopConversation,

    async removeConversation(conversationId) {
      await stopConversation(conversationId);
      const messages = await conversations.messages(conversationId);
      const removed = await conversations.remove(conversationId);
      // A turn that began before the row went is stopped too; from here on none can begin.
      await stopConversation(conversationId);
      for (const message of messages) if (message.role === 'assistant') await events.remove(message.turnId);
      return removed;
    },

    recover: () => recoverTurns({ events, conversations }),

    async drain(milliseconds) {
      draining = true;
      await Promise.allSettled(starting);
      await Promise.race([Promise.all([...running.values()].map(({ done }) => done)), wait(milliseconds)]);
      await cutAll([...running.values()], 'interrupted');
      await events.flush();
    },

    async prune() {
      await events.prune(now() - KEEP_LOG_MILLISECONDS);
      for (const [turnId, { endedAt }] of unstored) {
        if (endedAt === undefined || endedAt > now() - KEEP_UNSTORED_MILLISECONDS) continue;
        unstored.delete(turnId);
        await events.remove(turnId);
      }
    },
  };
}

/** Stores question and open answer; the history is what stood before them. */
async function beginStored(
  conversations: Conversations,
  request: TurnRequest,
  turnId: string,
  createdAt: number,
) {
  const conversationId = request.conversation?.id ?? '';
  await importHistory(conversations, request, createdAt);
  const { history, question } = await loadHistory(conversations, conversationId, request.question.id);
  const { id, text, documentIds = [] } = request.question;
  const open: Omit<AnswerMessage, 'alternative'> = {
    role: 'assistant',
    id,
    conversationId,
    turnId,
    status: 'running',
    content: '',
    reasoning: '',
    references: [],
    citations: [],
    createdAt,
  };
  await conversations.beginTurn(
    { turnId, tenantId: request.tenantId, conversationId, messageId: id },
    { role: 'user', id, conversationId, content: text, documentIds, createdAt },
    open,
  );
  const asked = question
    ? { id, text: question.content, documentIds: question.documentIds }
    : request.question;
  return { turnId, request: { ...request, question: asked }, history, open };
}

/** The log did not take the first event: nobody can read this turn, so its row says that it failed. */
async function closeUnstarted(
  conversations: Conversations,
  open: Omit<AnswerMessage, 'alternative'>,
): Promise<void> {
  const problem = {
    code: 'store-unavailable',
    message: 'The answer could not be begun; ask again.',
    retryable: true,
  } as const;
  await conversations.endTurn(open.turnId, { ...open, status: 'failed', problem });
}

/** Reads on behalf of one reader; when the last one leaves a turn that is not stored, the turn stops. */
async function* countReader(events: AsyncIterable<Logged>, entry: Unstored): AsyncGenerator<Logged> {
  entry.readers += 1;
  try {
    yield* events;
  } finally {
    entry.readers -= 1;
    if (entry.readers === 0) entry.running.cut('stopped');
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
