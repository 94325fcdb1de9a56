import type { Logged } from '../../ports/event-log.ts';
import type { Turn } from './turn.ts';

/**
 * Keeps the events of running turns in memory, for readers who follow them, up to a budget of bytes. What is dropped
 * is read from disk: first turns that have ended, then the oldest running ones.
 */
export class EventCache {
  readonly #budget: number;
  readonly #running = new Map<Turn, number>();
  readonly #ended = new Map<Turn, number>();
  #bytes = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  add(turn: Turn, logged: Logged, bytes: number): void {
    turn.cache(logged);
    const kept = this.#running.get(turn) ?? 0;
    this.#running.delete(turn);
    (turn.endedAt === undefined ? this.#running : this.#ended).set(turn, kept + bytes);
    this.#bytes += bytes;
    while (this.#bytes > this.#budget && this.#dropOne()) {
      // Until there is room, or nothing is left to drop.
    }
  }

  drop(turn: Turn): void {
    for (const turns of [this.#running, this.#ended]) {
      this.#bytes -= turns.get(turn) ?? 0;
      turns.delete(turn);
    }
    turn.uncache();
  }

  #dropOne(): boolean {
    const [turn] = this.#ended.size > 0 ? this.#ended.keys() : this.#running.keys();
    if (turn === undefined) return false;
    this.drop(turn);
    return true;
  }
}
