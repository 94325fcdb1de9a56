import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../domain/errors.ts';
import type { Logged } from '../../ports/event-log.ts';
import { eventOf, recordAt } from './record.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { Turn } from './turn.ts';

/** Bytes read from disk at once, at least one whole record. */
const READ_AHEAD = 64 * 1024;
/** A segment may be rewritten between looking a place up and reading it; more often than this it is damage. */
const LOOK_UPS = 5;

/**
 * The events after number `after`, then those to come, until the last. A reader owns nothing but its position: what
 * is not in memory any more it reads from disk.
 */
export async function* readTurn(
  files: SegmentFiles,
  turn: Turn,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Logged> {
  let seq = after + 1;
  const news = new News(turn, signal);
  try {
    while (!turn.gone) {
      if (seq > turn.count) {
        if (turn.endedAt !== undefined) return;
        await news.next();
        signal.throwIfAborted();
        continue;
      }
      const cached = turn.cached(seq);
      const found = cached === undefined ? await readFrom(files, turn, seq) : [cached];
      for (const logged of found) {
        if (turn.gone) return;
        yield logged;
        signal.throwIfAborted();
      }
      seq += found.length;
    }
  } finally {
    news.stop();
  }
}

/** The event of this number, and those after it that lie close behind. Empty when the turn has been removed. */
async function readFrom(files: SegmentFiles, turn: Turn, seq: number): Promise<readonly Logged[]> {
  let length = READ_AHEAD;
  for (let attempt = 0; attempt < LOOK_UPS && !turn.gone; attempt += 1) {
    const place = turn.placeOf(seq);
    if (place === undefined) break;
    const bytes = await files.read(place.segment, place.offset, length).catch(() => Buffer.alloc(0));
    const events = eventsIn(bytes, turn, seq, place);
    if (events.length > 0) return events;
    length = Math.max(length, lengthOf(bytes));
    await setImmediate();
  }
  if (turn.gone) return [];
  throw new AppError('store-unavailable', 'A part of this answer cannot be read back from disk.');
}

function eventsIn(
  bytes: Buffer,
  turn: Turn,
  first: number,
  start: { readonly segment: number; readonly offset: number },
): Logged[] {
  const events: Logged[] = [];
  for (let seq = first; ; seq += 1) {
    const place = turn.placeOf(seq);
    if (place === undefined || place.segment !== start.segment || place.offset < start.offset) return events;
    const offset = place.offset - start.offset;
    const record = offset < bytes.length ? recordAt(bytes, offset) : undefined;
    if (record === undefined || record.head.turnId !== turn.id || record.head.seq !== seq) return events;
    events.push({ seq, event: eventOf(bytes, record) });
  }
}

/** How many bytes the first record asks for. */
function lengthOf(bytes: Buffer): number {
  return bytes.length < 8 ? 0 : 8 + bytes.readUInt32LE(0);
}

/** Tells one reader of a turn's changes, and of its own abort. */
class News {
  readonly #turn: Turn;
  readonly #signal: AbortSignal;
  #resume: (() => void) | undefined;
  readonly #wake = (): void => this.#resume?.();

  constructor(turn: Turn, signal: AbortSignal) {
    this.#turn = turn;
    this.#signal = signal;
    turn.waiting.add(this.#wake);
    signal.addEventListener('abort', this.#wake);
  }

  /** Resolves at the next change; at once when there has been an abort. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
      if (this.#signal.aborted) resolve();
    });
  }

  stop(): void {
    this.#turn.waiting.delete(this.#wake);
    this.#signal.removeEventListener('abort', this.#wake);
  }
}
