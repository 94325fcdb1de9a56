import { type Answer, type ChatEvent, isLastEvent } from '../domain/chat-event.ts';
import type { AnswerMessage } from '../domain/conversation.ts';
import { AppError, toProblem } from '../domain/errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Conversations } from '../ports/repositories.ts';
import { createAnswerDraft } from './answer-draft.ts';
import type { AnswerQuestion } from './answer-input.ts';
import { endAnswer, INTERRUPTED, type LastEvent } from './last-event.ts';
import { createTraceDraft, finishTrace } from './trace-draft.ts';
import type { HistoryMessage, TurnRequest } from './turn-request.ts';

/** Events on their way into the log before the answer has to wait for it. */
const MOST_UNWRITTEN = 8;

/** What running turns need. */
export interface TurnContext {
  readonly answer: AnswerQuestion;
  readonly events: EventLog;
  readonly conversations: Pick<Conversations, 'endTurn' | 'findTurn'>;
  /** Estimates the usage of an answer that was cut off, of which the provider says nothing. */
  readonly countTokens: (text: string) => number;
  /** Milliseconds of a clock that never jumps: for durations. */
  readonly clock: () => number;
  /** How long a stage may ignore the abort before its turn ends without it. */
  readonly graceMilliseconds: number;
  /** Hears of errors that no reader is told in full. */
  readonly onError: (error: unknown, turnId: string) => void;
}

/** A turn that is being answered. */
export interface RunningTurn {
  readonly turnId: string;
  readonly tenantId: string;
  /** Empty for a turn that is not stored. */
  readonly conversationId: string;
  readonly messageId: string;
  /** Resolves when row and last event are written; never rejects. */
  readonly done: Promise<void>;
  /** What readers may have seen by now, or a little more. */
  soFar(): Answer;
  /** Ends the turn: its text so far is kept and the provider is aborted. The first call decides. */
  cut(how: 'stopped' | 'interrupted'): void;
}

/** What a turn is made from: its request, the history at its start, and the open row if it is stored. */
export interface TurnStart {
  readonly turnId: string;
  readonly request: TurnRequest;
  readonly history: readonly HistoryMessage[];
  readonly open: Omit<AnswerMessage, 'alternative'> | undefined;
  /** Called when the answer stands and before anybody can read its last event. */
  readonly onAnswered: () => void;
}

/**
 * Answers a question into the log, whether or not anybody reads. Whatever happens, exactly one last event follows.
 *
 * At the end the row is written first and the last event second, so that a reader who has seen the end finds the
 * answer stored. A crash between the two leaves an ended row and an open log: recovery makes the event from the row.
 */
export function runTurn(context: TurnContext, start: TurnStart): RunningTurn {
  const { turnId, request, open } = start;
  const { events, clock } = context;
  const controller = new AbortController();
  const draft = createAnswerDraft();
  const trace = createTraceDraft(request.question.text, clock());
  const unwritten: Promise<number>[] = [];
  let cutAs: 'stopped' | 'interrupted' | undefined;
  let closed = false;

  const write = async (event: ChatEvent): Promise<void> => {
    const written = events.append(turnId, event);
    written.catch(() => {}); // seen when it is awaited
    unwritten.push(written);
    if (unwritten.length > MOST_UNWRITTEN) await unwritten.shift();
  };

  const relay = async (): Promise<LastEvent> => {
    const input = { request, history: start.history, trace, signal: controller.signal };
    for await (const event of context.answer(input)) {
      if (closed) break;
      if (isLastEvent(event)) return event as LastEvent;
      draft.add(event);
      await write(event);
    }
    throw new AppError('internal', 'The answer ended without saying so.');
  };

  const endOfFailure = (error: unknown): LastEvent => {
    const partial = draft.answer();
    if (cutAs === 'stopped') {
      const outputTokens = estimateTokens(context.countTokens, partial.text + partial.reasoning);
      const usage = { inputTokens: trace.countInput(), outputTokens };
      const stopped = { answer: partial, finishReason: 'cancelled', usage } as const;
      return { type: 'answer-end', ...stopped, trace: finishTrace(trace, clock()) };
    }
    if (cutAs === 'interrupted') return { type: 'error', problem: INTERRUPTED, partial };
    context.onError(error, turnId);
    return { type: 'error', problem: toProblem(error), partial };
  };

  const close = async (last: LastEvent): Promise<void> => {
    closed = true;
    await Promise.allSettled(unwritten);
    if (open !== undefined) await context.conversations.endTurn(turnId, endAnswer(open, last));
  };

  const run = async (): Promise<void> => {
    const gaveUp = rejectAfterAbort(controller.signal, context.graceMilliseconds);
    const last = await Promise.race([relay(), gaveUp.promise]).catch(endOfFailure);
    gaveUp.clear();
    try {
      await close(last);
    } catch (error) {
      context.onError(error, turnId); // the row stays open; recovery closes it from the log
    }
    start.onAnswered();
    await events.append(turnId, last);
    // Of a conversation that was deleted meanwhile nothing may stay behind.
    if (open !== undefined && (await context.conversations.findTurn(turnId)) === undefined)
      await events.remove(turnId);
  };

  return {
    turnId,
    tenantId: request.tenantId,
    conversationId: request.conversation?.id ?? '',
    messageId: request.question.id,
    done: run().catch((error: unknown) => context.onError(error, turnId)),
    soFar: () => draft.answer(),
    cut(how) {
      if (cutAs !== undefined) return;
      cutAs = how;
      controller.abort(new AppError('cancelled', 'The answer was stopped.'));
    },
  };
}

/** Counting a very long text costs more than the estimate is worth; four characters are about one token. */
function estimateTokens(countTokens: (text: string) => number, text: string): number {
  return text.length > 100_000 ? Math.ceil(text.length / 4) : countTokens(text);
}

/** Rejects `milliseconds` after the abort: the way out when a stage does not listen to its signal. */
function rejectAfterAbort(signal: AbortSignal, milliseconds: number) {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const abort = () => {
    timer = setTimeout(() => reject(signal.reason), milliseconds);
  };
  signal.addEventListener('abort', abort, { once: true });
  return {
    promise,
    clear: () => {
      signal.removeEventListener('abort', abort);
      clearTimeout(timer);
    },
  };
}
