import { Turn } from './turn.ts';

/** How many removed turns are remembered, so that a late event cannot start one of them anew. */
const REMEMBERED = 10_000;

/** All turns of the journal, and where bytes of forgotten ones still lie. */
export class TurnIndex {
  readonly #turns = new Map<string, Turn>();
  readonly #removed = new Set<string>();
  /** By forgotten turn: the segments that still hold bytes of it. A tombstone is needed as long as there are any. */
  readonly #graves = new Map<string, Set<number>>();

  get(turnId: string): Turn | undefined {
    return this.#turns.get(turnId);
  }

  /** The turn, which begins if it is new; undefined when it has been removed. */
  obtain(turnId: string): Turn | undefined {
    const known = this.#turns.get(turnId);
    if (known !== undefined || this.#removed.has(turnId)) return known;
    const turn = new Turn(turnId);
    this.#turns.set(turnId, turn);
    return turn;
  }

  turns(): MapIterator<Turn> {
    return this.#turns.values();
  }

  /** Forgets a turn. Its bytes stay until the segments that held it have been rewritten. */
  forget(turnId: string): void {
    const turn = this.#turns.get(turnId);
    this.#turns.delete(turnId);
    this.#remember(turnId);
    if (turn === undefined) return;
    turn.gone = true;
    for (const segment of turn.segments()) this.bury(turnId, segment);
    turn.uncache();
    turn.wake();
  }

  /** Notes that a segment holds bytes of a forgotten turn. */
  bury(turnId: string, segment: number): void {
    const segments = this.#graves.get(turnId) ?? new Set();
    this.#graves.set(turnId, segments.add(segment));
  }

  /** True while bytes of this forgotten turn are on disk, in another segment than `except`. */
  isBuried(turnId: string, except?: number): boolean {
    const segments = this.#graves.get(turnId);
    if (segments === undefined) return false;
    return segments.size > (except !== undefined && segments.has(except) ? 1 : 0);
  }

  /** A segment that holds bytes of forgotten turns, and the ids of these. */
  nextGrave(): { readonly segment: number; readonly turnIds: readonly string[] } | undefined {
    const [first] = this.#graves.values();
    const [segment] = first ?? [];
    if (segment === undefined) return undefined;
    const turnIds = [...this.#graves].flatMap(([id, segments]) => (segments.has(segment) ? [id] : []));
    return { segment, turnIds };
  }

  /** The bytes of these turns are gone from the segment. */
  cleared(segment: number, turnIds: readonly string[]): void {
    for (const turnId of turnIds) {
      const segments = this.#graves.get(turnId);
      segments?.delete(segment);
      if (segments?.size === 0) this.#graves.delete(turnId);
    }
  }

  #remember(turnId: string): void {
    this.#removed.add(turnId);
    if (this.#removed.size <= REMEMBERED) return;
    const [oldest] = this.#removed;
    if (oldest !== undefined) this.#removed.delete(oldest);
  }
}
