import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Conversations, Repositories } from '../ports/repositories.ts';
import type { AnswerQuestion } from './answer-input.ts';
import { beginTurn } from './begin-turn.ts';
import { followTurn } from './follow-turn.ts';
import { recoverTurns } from './recover-turns.ts';
import { type RunningTurn, runTurn, type TurnContext } from './running-turn.ts';
import { cutTurns, RunningTurns } from './running-turns.ts';
import type { TurnRequest, Turns } from './turn-request.ts';
import { turnsToReplace } from './turns-to-replace.ts';
import { UnstoredTurns } from './unstored-turns.ts';

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

/** Starts, follows, stops and recovers turns; see {@link Turns}. */
export function createTurns(options: TurnsOptions): TurnService {
  const { events, now = Date.now } = options;
  const { conversations } = options.repositories;
  const context = toContext(options, conversations);
  const unstored = new UnstoredTurns(now, options.firstReaderMilliseconds ?? 30_000);
  const running = new RunningTurns();
  let draining = false;

  const begin = async (request: TurnRequest, onAnswered: () => void): Promise<RunningTurn> => {
    const replaced = await turnsToReplace(conversations, request);
    await cutTurns(
      replaced.flatMap((turnId) => running.find(turnId) ?? []),
      'stopped',
    );
    const start = await beginTurn(context, request, { turnId: newId(), createdAt: now() });
    const turn = runTurn(context, { ...start, onAnswered });
    for (const turnId of replaced) await events.remove(turnId);
    if (request.conversation === undefined) unstored.add(turn);
    return turn;
  };
  const stopConversation = async (conversationId: string): Promise<number> =>
    cutTurns(await running.select((turn) => turn.conversationId === conversationId), 'stopped');

  return {
    async start(request) {
      if (draining)
        throw new AppError('store-unavailable', 'The server is shutting down; ask again in a moment.');
      const { conversation, question } = request;
      const key = conversation && `${conversation.id}/${question.id}`;
      const joined = running.answering(key);
      const { turnId } = await (joined ?? running.start(key, (onAnswered) => begin(request, onAnswered)));
      return { turnId, messageId: question.id, joined: joined !== undefined };
    },
    follow: (turnId, reading) => unstored.read(turnId, followTurn(context, turnId, reading)),
    async find(turnId) {
      const turn = running.find(turnId) ?? unstored.find(turnId);
      if (turn === undefined) return findStored(conversations, turnId);
      const { tenantId, conversationId, messageId } = turn;
      return { turnId, tenantId, conversationId, messageId, ended: running.find(turnId) === undefined };
    },
    soFar: async (turnId) => running.find(turnId)?.soFar(),
    async stop(turnId) {
      const turn = running.find(turnId);
      return turn !== undefined && (await cutTurns([turn], 'stopped')) > 0;
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
    recover: () => recoverTurns(context),
    async drain(milliseconds) {
      draining = true;
      const turns = await running.select();
      await Promise.race([Promise.all(turns.map(({ done }) => done)), wait(milliseconds)]);
      await cutTurns(await running.select(), 'interrupted');
      await events.flush();
    },
    async prune() {
      await events.prune(now() - KEEP_LOG_MILLISECONDS);
      for (const turnId of unstored.forget(now() - KEEP_UNSTORED_MILLISECONDS)) await events.remove(turnId);
    },
  };
}

function toContext(
  options: TurnsOptions,
  conversations: Conversations,
): TurnContext & { readonly conversations: Conversations } {
  const { answer, events, countTokens, clock = () => performance.now(), onError = () => {} } = options;
  const graceMilliseconds = options.graceMilliseconds ?? 500;
  return { answer, events, conversations, countTokens, clock, graceMilliseconds, onError };
}

async function findStored(conversations: Conversations, turnId: string) {
  const turn = await conversations.findTurn(turnId);
  if (turn === undefined) return undefined;
  const { tenantId, conversationId, messageId, answer } = turn;
  return { turnId, tenantId, conversationId, messageId, ended: answer.status !== 'running' };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
