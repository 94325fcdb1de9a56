import type { Logged } from '../ports/event-log.ts';
import type { RunningTurn } from './running-turn.ts';

interface Unstored {
  readonly turn: RunningTurn;
  endedAt: number | undefined;
  readers: number;
}

/** The turns that have no row: they live as long as somebody reads them, and are known as long as their log is kept. */
export class UnstoredTurns {
  readonly #turns = new Map<string, Unstored>();
  readonly #now: () => number;
  readonly #firstReaderMilliseconds: number;

  constructor(now: () => number, firstReaderMilliseconds: number) {
    this.#now = now;
    this.#firstReaderMilliseconds = firstReaderMilliseconds;
  }

  /** Stops the turn when no reader comes in time. */
  add(turn: RunningTurn): void {
    const entry: Unstored = { turn, endedAt: undefined, readers: 0 };
    this.#turns.set(turn.turnId, entry);
    const timer = setTimeout(() => {
      if (entry.readers === 0) turn.cut('stopped');
    }, this.#firstReaderMilliseconds);
    void turn.done.then(() => {
      clearTimeout(timer);
      entry.endedAt = this.#now();
    });
  }

  find(turnId: string): RunningTurn | undefined {
    return this.#turns.get(turnId)?.turn;
  }

  /** Events on behalf of one reader; when the last one leaves, the turn stops. A stored turn is none of ours. */
  read(turnId: string, events: AsyncIterable<Logged>): AsyncIterable<Logged> {
    const entry = this.#turns.get(turnId);
    return entry === undefined ? events : countReader(events, entry);
  }

  /** Forgets the turns that ended before a time; gives their ids. */
  forget(endedBefore: number): string[] {
    const old = [...this.#turns].filter(([, { endedAt = Infinity }]) => endedAt < endedBefore);
    for (const [turnId] of old) this.#turns.delete(turnId);
    return old.map(([turnId]) => turnId);
  }
}

async function* countReader(events: AsyncIterable<Logged>, entry: Unstored): AsyncGenerator<Logged> {
  entry.readers += 1;
  try {
    yield* events;
  } finally {
    entry.readers -= 1;
    if (entry.readers === 0) entry.turn.cut('stopped');
  }
}
