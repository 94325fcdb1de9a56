import type { Logged } from '../../ports/event-log.ts';
import type { RecordHead } from './record.ts';
import type { Place } from './segment-writer.ts';

/** A turn as the journal knows it: where its events are, and those that are still in memory. */
export class Turn {
  readonly id: string;
  /** Segment and offset of each event, in turns: events are on disk before they are here. */
  #places: number[] | Uint32Array = [];
  #cached: Logged[] = [];
  #cachedFrom = 1;
  /** Resumes readers, if they wait for news; they stay here while they read. */
  readonly waiting = new Set<() => void>();
  /** The last event has been accepted, though it may not be on disk yet. */
  ending = false;
  endedAt: number | undefined;
  /** Removed: its readers end. */
  gone = false;

  constructor(id: string) {
    this.id = id;
  }

  /** How many events there are. */
  get count(): number {
    return this.#places.length / 2;
  }

  placeOf(seq: number): Place | undefined {
    const segment = this.#places[2 * seq - 2];
    const offset = this.#places[2 * seq - 1];
    return segment === undefined || offset === undefined ? undefined : { segment, offset };
  }

  isAt(seq: number, place: Place): boolean {
    const own = this.placeOf(seq);
    return own !== undefined && own.segment === place.segment && own.offset === place.offset;
  }

  /** Registers the next event. The last one comes with its time, after which the list takes half the memory. */
  add({ segment, offset }: Place, endedAt: number): void {
    const places = Array.isArray(this.#places) ? this.#places : [...this.#places];
    places.push(segment, offset);
    this.#places = endedAt === 0 ? places : Uint32Array.from(places);
    if (endedAt !== 0) this.endedAt = endedAt;
  }

  /** {@link add} for what is read back: a record that does not follow the one before is left out. */
  accept({ seq, endedAt }: RecordHead, place: Place): void {
    if (this.endedAt !== undefined || seq !== this.count + 1) return;
    this.add(place, endedAt);
    this.ending = endedAt !== 0;
  }

  move(seq: number, offset: number): void {
    this.#places[2 * seq - 1] = offset;
  }

  segments(): Set<number> {
    const segments = new Set<number>();
    for (let index = 0; index < this.#places.length; index += 2) segments.add(this.#places[index] ?? 0);
    return segments;
  }

  cached(seq: number): Logged | undefined {
    return this.#cached[seq - this.#cachedFrom];
  }

  /** Keeps the newest event in memory too. */
  cache(logged: Logged): void {
    if (this.#cached.length === 0) this.#cachedFrom = logged.seq;
    this.#cached.push(logged);
  }

  uncache(): void {
    this.#cached = [];
  }

  /** Tells the readers that something has changed. */
  wake(): void {
    for (const resume of this.waiting) resume();
  }
}
