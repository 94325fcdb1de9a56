import { type Client, ColloquyError, type TurnEvent } from '@colloquy/client';
import type { NewTurn, Problem } from '@colloquy/protocol';
import { failTurn, foldTurn, newTurn, type TurnState } from './fold-turn.ts';

/** A question whose answer is being streamed, or has just ended and is not yet in the loaded conversation. */
export interface LiveTurn {
  readonly conversationId: string;
  readonly messageId: string;
  readonly question: string;
  /** The question that this one takes the place of, with all behind it. */
  readonly replaces?: string;
  readonly connection: 'open' | 'lost';
  readonly state: TurnState;
}

export interface Question {
  readonly conversationId: string;
  readonly messageId: string;
  readonly question: string;
  readonly baseIds?: readonly string[];
  /** An edited question: the one that it takes the place of, with all behind it. */
  readonly replaces?: string;
  /** The turn of the answer that stands, when the question is asked again. */
  readonly previousTurnId?: string;
}

interface Entry extends LiveTurn {
  readonly abort: AbortController;
  stopWanted: boolean;
}

export interface LiveTurnsOptions {
  readonly client: Pick<Client, 'ask' | 'follow' | 'stopTurn'>;
  /**
   * After the last event: loads the conversation anew. True when what was loaded holds the ended answer; only then
   * is the turn forgotten.
   */
  readonly onEnd: (turn: LiveTurn) => Promise<boolean>;
  /** A stream broke off; it is being taken up again. */
  readonly onLost: () => void;
  /** The server has the question. */
  readonly onTaken: (turn: LiveTurn) => void;
  /** The server has refused the question, or could not be reached. */
  readonly onUnsent: (turn: LiveTurn) => void;
  /** A request was refused because nobody is signed in any more. */
  readonly onSignedOut: () => void;
}

/** Milliseconds between two renderings of a stream: the server coalesces to about the same beat. */
const BEAT = 30;

/**
 * The running answers of this page. They live outside of components: one that is on screen no more goes on being
 * read, and is complete when the person comes back to it.
 */
export class LiveTurns {
  readonly #options: LiveTurnsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #snapshot: readonly LiveTurn[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveTurnsOptions) {
    this.#options = options;
  }

  /** Sends a question. An earlier try of the same message gives way. */
  ask(question: Question): void {
    const { previousTurnId, baseIds, ...named } = question;
    const turn: NewTurn = { ...named, ...(baseIds?.length ? { baseIds: [...baseIds] } : {}) };
    void this.#run(named, newTurn, (options) =>
      this.#options.client.ask(turn, { ...options, ...(previousTurnId ? { previousTurnId } : {}) }),
    );
  }

  /** Takes up a turn that runs already, from its first event. */
  follow(question: Omit<Question, 'baseIds' | 'previousTurnId'>, turnId: string): void {
    void this.#run(question, { ...newTurn, turnId }, (options) =>
      this.#options.client.follow(turnId, options),
    );
  }

  /** Asks the server to end the running turn; its last event then comes down the stream. */
  stop(conversationId: string, messageId: string): void {
    const entry = this.#entries.get(keyOf({ conversationId, messageId }));
    if (entry === undefined || entry.state.status !== 'running') return;
    entry.stopWanted = true;
    const { turnId } = entry.state;
    if (turnId !== undefined) this.#options.client.stopTurn(turnId).catch(() => undefined);
  }

  /** True when a running turn need not be taken up: it is being read, or has just been. */
  isReading(conversationId: string, messageId: string): boolean {
    const entry = this.#entries.get(keyOf({ conversationId, messageId }));
    return entry !== undefined && entry.state.problem?.code !== 'unreachable';
  }

  /** Ends all reading, e.g. when somebody signs out. The turns themselves go on. */
  clear(): void {
    for (const entry of this.#entries.values()) entry.abort.abort();
    this.#entries.clear();
    this.#publish();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): readonly LiveTurn[] => this.#snapshot;

  async #run(
    named: Omit<Question, 'baseIds' | 'previousTurnId'>,
    state: TurnState,
    open: (options: {
      signal: AbortSignal;
      onConnection: (state: 'open' | 'lost') => void;
    }) => AsyncIterable<TurnEvent>,
  ): Promise<void> {
    const key = keyOf(named);
    this.#entries.get(key)?.abort.abort();
    const abort = new AbortController();
    this.#entries.set(key, { ...named, state, connection: 'open', abort, stopWanted: false });
    this.#publish();
    const isCurrent = (): boolean => this.#entries.get(key)?.abort === abort;
    try {
      const onConnection = (connection: 'open' | 'lost'): void => {
        this.#change(key, abort, { connection });
        if (connection === 'lost') this.#options.onLost();
      };
      for await (const item of open({ signal: abort.signal, onConnection })) {
        const entry = this.#entries.get(key);
        if (entry === undefined || entry.abort !== abort) return;
        this.#change(key, abort, { state: foldTurn(entry.state, item) });
        if (item.event.type === 'turn-start' && entry.stopWanted)
          this.stop(named.conversationId, named.messageId);
      }
    } catch (error) {
      if (isCurrent()) this.#fail(key, abort, error);
    }
    if (isCurrent()) await this.#end(key, abort);
  }

  #fail(key: string, abort: AbortController, error: unknown): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const problem = toProblem(error);
    if (entry.state.turnId === undefined) this.#options.onUnsent(entry);
    if (problem.code === 'unauthenticated') this.#options.onSignedOut();
    this.#change(key, abort, { state: failTurn(entry.state, problem), connection: 'open' });
  }

  async #end(key: string, abort: AbortController): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#publish();
    // What the server never took stays here with its reason: it is in no conversation that could be loaded.
    const stored = await this.#options.onEnd(entry).catch(() => false);
    if (!stored || this.#entries.get(key)?.abort !== abort) return;
    this.#entries.delete(key);
    this.#publish();
  }

  #change(key: string, abort: AbortController, change: Partial<LiveTurn>): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.abort !== abort) return;
    this.#entries.set(key, { ...entry, ...change });
    this.#timer ??= setTimeout(() => this.#publish(), BEAT);
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#snapshot = [...this.#entries.values()];
    for (const listener of this.#listeners) listener();
  }
}

function keyOf({ conversationId, messageId }: { conversationId: string; messageId: string }): string {
  return `${conversationId}/${messageId}`;
}

function toProblem(error: unknown): Problem {
  if (error instanceof ColloquyError) return error.problem;
  return { code: 'internal', message: 'The answer could not be read. Reload the page.', retryable: true };
}
