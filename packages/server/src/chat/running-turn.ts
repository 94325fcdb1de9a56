import { type Answer, type ChatEvent, isLastEvent, type Usage } from '../domain/chat-event.ts';
import type { AnswerMessage } from '../domain/conversation.ts';
import { AppError, toProblem } from '../domain/errors.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Conversations } from '../ports/repositories.ts';
import { createAnswerDraft } from './answer-draft.ts';
import type { AnswerQuestion } from './answer-input.ts';
import { endAnswer, INTERRUPTED, type LastEvent } from './last-event.ts';
import { createTraceDraft, finishTrace, type TraceDraft } from './trace-draft.ts';
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
  return new TurnRun(context, start);
}

class TurnRun implements RunningTurn {
  readonly turnId: string;
  readonly tenantId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly done: Promise<void>;
  readonly #context: TurnContext;
  readonly #start: TurnStart;
  readonly #controller = new AbortController();
  readonly #draft = createAnswerDraft();
  readonly #trace: TraceDraft;
  readonly #unwritten: Promise<number>[] = [];
  #cutAs: 'stopped' | 'interrupted' | undefined;
  #logFailure: { readonly error: unknown } | undefined;
  #closed = false;

  constructor(context: TurnContext, start: TurnStart) {
    const { request, turnId } = start;
    this.turnId = turnId;
    this.tenantId = request.tenantId;
    this.conversationId = request.conversation?.id ?? '';
    this.messageId = request.question.id;
    this.#context = context;
    this.#start = start;
    this.#trace = createTraceDraft(request.question.text, context.clock());
    this.done = this.#run().catch((error: unknown) => context.onError(error, turnId));
  }

  soFar(): Answer {
    return this.#draft.answer();
  }

  cut(how: 'stopped' | 'interrupted'): void {
    if (this.#cutAs !== undefined) return;
    this.#cutAs = how;
    this.#controller.abort(new AppError('cancelled', 'The answer was stopped.'));
  }

  async #run(): Promise<void> {
    const { turnId } = this;
    const { events, conversations, graceMilliseconds, onError } = this.#context;
    const gaveUp = rejectAfterAbort(this.#controller.signal, graceMilliseconds);
    const relayed = Promise.race([this.#relayAll(), gaveUp.promise]);
    const last = await relayed.catch((error: unknown) => this.#endOfFailure(error));
    gaveUp.clear();
    try {
      await this.#store(last);
    } catch (error) {
      onError(error, turnId); // the row stays open; recovery closes it from the log
    }
    this.#start.onAnswered();
    await events.append(turnId, last);
    // Of a conversation that was deleted meanwhile nothing may stay behind.
    const isStored = this.#start.open !== undefined;
    if (isStored && (await conversations.findTurn(turnId)) === undefined) await events.remove(turnId);
  }

  /** What the log did not take has not been answered, so all of it is awaited before the turn counts as complete. */
  async #relayAll(): Promise<LastEvent> {
    const last = await this.#relay();
    await Promise.all(this.#unwritten);
    return last;
  }

  /** Passes the answer's events into the log; gives the last one back instead. */
  async #relay(): Promise<LastEvent> {
    const { request, history } = this.#start;
    const input = { request, history, trace: this.#trace, signal: this.#controller.signal };
    for await (const event of this.#context.answer(input)) {
      if (this.#closed) break;
      if (isLastEvent(event)) return event as LastEvent;
      this.#draft.add(event);
      await this.#write(event);
    }
    throw new AppError('internal', 'The answer ended without saying so.');
  }

  /** Logs an event. Waits only when many are on their way; after a failure nothing more is logged. */
  async #write(event: ChatEvent): Promise<void> {
    if (this.#logFailure) throw this.#logFailure.error;
    const written = this.#context.events.append(this.turnId, event);
    written.catch((error: unknown) => {
      this.#logFailure ??= { error };
    });
    this.#unwritten.push(written);
    if (this.#unwritten.length > MOST_UNWRITTEN) await this.#unwritten.shift();
  }

  #endOfFailure(error: unknown): LastEvent {
    const { clock, onError } = this.#context;
    const partial = this.#draft.answer();
    if (this.#cutAs === 'stopped') {
      const trace = finishTrace(this.#trace, clock());
      return {
        type: 'answer-end',
        answer: partial,
        finishReason: 'cancelled',
        usage: this.#usage(partial),
        trace,
      };
    }
    if (this.#cutAs === 'interrupted') return { type: 'error', problem: INTERRUPTED, partial };
    onError(error, this.turnId);
    return { type: 'error', problem: toProblem(error), partial };
  }

  #usage({ text, reasoning }: Answer): Usage {
    const outputTokens = estimateTokens(this.#context.countTokens, text + reasoning);
    return { inputTokens: this.#trace.countInput(), outputTokens };
  }

  async #store(last: LastEvent): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#unwritten);
    const { open } = this.#start;
    if (open !== undefined) await this.#context.conversations.endTurn(this.turnId, endAnswer(open, last));
  }
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
