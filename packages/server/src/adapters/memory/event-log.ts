import { isLastEvent } from '../../domain/chat-event.ts';
import { AppError } from '../../domain/errors.ts';
import type { EventLog, Logged } from '../../ports/event-log.ts';

interface Turn {
  readonly events: Logged[];
  readonly waiting: Set<() => void>;
  endedAt: number | undefined;
  removed: boolean;
}

/** A log of turns that lives as long as the process: for tests, and for what is never stored. */
export function createMemoryEventLog(clock: () => number = Date.now): EventLog {
  const turns = new Map<string, Turn>();
  const removed = new Set<string>();

  function remove(turnId: string): void {
    const turn = turns.get(turnId);
    removed.add(turnId);
    turns.delete(turnId);
    if (turn === undefined) return;
    turn.removed = true;
    wake(turn);
  }

  return {
    async append(turnId, event) {
      if (removed.has(turnId)) throw new AppError('not-found', 'This turn has been removed.');
      const turn = turns.get(turnId) ?? newTurn();
      if (turn.endedAt !== undefined) throw new AppError('conflict', 'This turn has ended.');
      turns.set(turnId, turn);
      const seq = turn.events.length + 1;
      turn.events.push({ seq, event });
      if (isLastEvent(event)) turn.endedAt = clock();
      wake(turn);
      return seq;
    },
    async *read(turnId, { after, signal }) {
      signal.throwIfAborted();
      const turn = turns.get(turnId);
      if (turn !== undefined) yield* follow(turn, after, signal);
    },
    has: async (turnId) => turns.has(turnId),
    open: async () => [...turns].filter(([, turn]) => turn.endedAt === undefined).map(([id]) => id),
    remove: async (turnId) => remove(turnId),
    async prune(endedBefore) {
      const old = [...turns].filter(([, turn]) => turn.endedAt !== undefined && turn.endedAt < endedBefore);
      for (const [turnId] of old) remove(turnId);
      return old.length;
    },
    flush: async () => undefined,
    close: async () => {
      for (const turn of turns.values()) {
        turn.removed = true;
        wake(turn);
      }
    },
  };
}

function newTurn(): Turn {
  return { events: [], waiting: new Set(), endedAt: undefined, removed: false };
}

function wake(turn: Turn): void {
  for (const resume of turn.waiting) resume();
  turn.waiting.clear();
}

async function* follow(turn: Turn, after: number, signal: AbortSignal): AsyncGenerator<Logged> {
  let next = Math.max(0, after);
  while (!turn.removed) {
    const logged = turn.events[next];
    if (logged !== undefined) {
      next += 1;
      yield logged;
      signal.throwIfAborted();
    } else if (turn.endedAt !== undefined) {
      return;
    } else {
      await news(turn, signal);
    }
  }
}

/** Resolves at the turn's next change. @throws the signal's reason */
function news(turn: Turn, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const abort = (): void => {
      turn.waiting.delete(settle);
      reject(signal.reason);
    };
    turn.waiting.add(settle);
    signal.addEventListener('abort', abort, { once: true });
  });
}
