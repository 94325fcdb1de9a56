import { type ChatEvent, isLastEvent } from '../../domain/chat-event.ts';
import { AppError } from '../../domain/errors.ts';
import type { EventLog, Logged } from '../../ports/event-log.ts';
import { EventCache } from './event-cache.ts';
import { loadJournal } from './load.ts';
import { readTurn } from './read-turn.ts';
import { encodeRecords, type RecordDraft } from './record.ts';
import { rewriteSegment } from './rewrite-segment.ts';
import { SegmentFiles } from './segment-files.ts';
import { type Place, SegmentWriter } from './segment-writer.ts';
import type { Turn } from './turn.ts';
import { TurnIndex } from './turn-index.ts';

export interface JournalOptions {
  /** Size at which a segment is complete, in bytes. */
  readonly segmentBytes?: number;
  /** Memory for the events of running turns, in bytes of JSON. */
  readonly cacheBytes?: number;
  /** Longest time between a write and its fsync. */
  readonly syncMilliseconds?: number;
  /** The clock by which turns end. */
  readonly clock?: () => number;
  /** Opens a segment for writing; tests give files that fail. */
  readonly open?: SegmentFiles['open'];
}

/** An {@link EventLog} of which one can ask when the bytes of removed turns are gone from disk. */
export interface Journal extends EventLog {
  settle(): Promise<void>;
}

/** What waits to be written: an event of a turn, or, without one, a tombstone. */
interface Entry {
  readonly turnId: string;
  readonly turn?: Turn;
  readonly event?: ChatEvent;
  resolve(seq: number): void;
  reject(error: unknown): void;
}

const ENTRIES_AT_ONCE = 2_000;
const RETRY_MILLISECONDS = 30_000;

/** Opens the journal of turns in `folder`, which is made when it is missing. @throws AppError `store-unavailable` */
export async function openJournal(folder: string, options: JournalOptions = {}): Promise<Journal> {
  const files = new SegmentFiles(folder);
  const index = new TurnIndex();
  const end = await loadJournal(files, index);
  const open = options.open ?? ((segment) => files.open(segment));
  const writer = new SegmentWriter({ open }, end, options.segmentBytes ?? 8 * 1024 * 1024);
  return new FileJournal(files, index, writer, options);
}

class FileJournal implements Journal {
  readonly #files: SegmentFiles;
  readonly #index: TurnIndex;
  readonly #writer: SegmentWriter;
  readonly #cache: EventCache;
  readonly #clock: () => number;
  readonly #syncMilliseconds: number;
  #queue: Entry[] = [];
  #writing: Promise<void> | undefined;
  #cleaning: Promise<void> | undefined;
  #syncTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(files: SegmentFiles, index: TurnIndex, writer: SegmentWriter, options: JournalOptions) {
    this.#files = files;
    this.#index = index;
    this.#writer = writer;
    this.#cache = new EventCache(options.cacheBytes ?? 8 * 1024 * 1024);
    this.#clock = options.clock ?? Date.now;
    this.#syncMilliseconds = options.syncMilliseconds ?? 50;
    this.#clean();
  }

  append(turnId: string, event: ChatEvent): Promise<number> {
    if (this.#closed) return Promise.reject(closed());
    const turn = this.#index.obtain(turnId);
    if (turn === undefined) return Promise.reject(removed());
    if (turn.ending) return Promise.reject(new AppError('conflict', 'This turn has ended.'));
    turn.ending = isLastEvent(event);
    return this.#enqueue({ turnId, turn, event });
  }

  async *read(
    turnId: string,
    { after, signal }: { readonly after: number; readonly signal: AbortSignal },
  ): AsyncGenerator<Logged> {
    signal.throwIfAborted();
    const turn = this.#index.get(turnId);
    if (turn !== undefined) yield* readTurn(this.#files, turn, Math.max(0, after), signal);
  }

  async has(turnId: string): Promise<boolean> {
    return (this.#index.get(turnId)?.count ?? 0) > 0;
  }

  async open(): Promise<readonly string[]> {
    const open = [...this.#index.turns()].filter((turn) => turn.endedAt === undefined && turn.count > 0);
    return open.map((turn) => turn.id);
  }

  async remove(turnId: string): Promise<void> {
    const turn = this.#index.get(turnId);
    if (turn !== undefined) this.#cache.drop(turn);
    this.#index.forget(turnId);
    if (turn === undefined && !this.#index.isBuried(turnId)) return;
    // Without the tombstone a crash before the rewrite would bring the turn back.
    await this.#enqueue({ turnId });
    await this.#writer.sync();
    this.#clean();
  }

  async prune(endedBefore: number): Promise<number> {
    const old = [...this.#index.turns()].filter((turn) => (turn.endedAt ?? endedBefore) < endedBefore);
    for (const turn of old) {
      this.#cache.drop(turn);
      this.#index.forget(turn.id);
    }
    this.#clean();
    return old.length;
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    await this.#writer.sync();
  }

  async settle(): Promise<void> {
    await this.flush();
    while (this.#cleaning !== undefined) await this.#cleaning;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#syncTimer);
    clearTimeout(this.#retryTimer);
    while (this.#writing !== undefined) await this.#writing;
    while (this.#cleaning !== undefined) await this.#cleaning;
    await this.#writer.close();
    for (const turn of this.#index.turns()) {
      turn.gone = true;
      turn.wake();
    }
  }

  #enqueue(entry: Pick<Entry, 'turnId' | 'turn' | 'event'>): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...entry, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Writes what has gathered since the last write; the first write waits for the rest of its tick. */
  async #writeAll(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, ENTRIES_AT_ONCE);
      await this.#write(batch);
    }
    this.#writing = undefined;
  }

  /** Numbers are given here: a batch that cannot be written leaves no gap. */
  async #write(batch: readonly Entry[]): Promise<void> {
    const entries = batch.filter((entry) => entry.turn?.gone !== true);
    for (const entry of batch) if (entry.turn?.gone === true) entry.reject(removed());
    const added = new Map<Turn, number>();
    const drafts = entries.map((entry) => this.#draft(entry, added));
    try {
      const { bytes, offsets } = encodeRecords(drafts);
      const { segment, offset } = await this.#writer.append(bytes);
      const ends = [...offsets.slice(1), bytes.length];
      for (const [n, entry] of entries.entries()) {
        const start = offsets[n] ?? 0;
        const place = { segment, offset: offset + start };
        this.#publish(entry, drafts[n], place, (ends[n] ?? start) - start);
      }
      for (const turn of added.keys()) turn.wake();
      this.#scheduleSync();
    } catch (error) {
      for (const { turn, event, reject } of entries) {
        if (turn !== undefined && event !== undefined && isLastEvent(event)) turn.ending = false;
        reject(error);
      }
    }
  }

  #draft({ turnId, turn, event }: Entry, added: Map<Turn, number>): RecordDraft {
    if (turn === undefined || event === undefined) return { turnId, seq: 0, endedAt: 0 };
    const before = added.get(turn) ?? turn.count;
    added.set(turn, before + 1);
    return { turnId, seq: before + 1, endedAt: isLastEvent(event) ? Math.max(1, this.#clock()) : 0, event };
  }

  #publish(entry: Entry, draft: RecordDraft | undefined, place: Place, bytes: number): void {
    const { turn, event } = entry;
    if (draft === undefined || turn === undefined || event === undefined) {
      entry.resolve(0);
    } else if (turn.gone) {
      this.#index.bury(turn.id, place.segment);
      entry.reject(removed());
    } else {
      turn.add(place, draft.endedAt);
      this.#cache.add(turn, { seq: draft.seq, event }, bytes);
      entry.resolve(draft.seq);
    }
  }

  #scheduleSync(): void {
    if (this.#syncTimer !== undefined || this.#closed) return;
    this.#syncTimer = setTimeout(() => {
      this.#syncTimer = undefined;
      // A failure shows again in the next flush, which has a caller to tell.
      this.#writer.sync().catch(() => undefined);
    }, this.#syncMilliseconds);
  }

  /** Rewrites segments in the background until no bytes of forgotten turns are left. */
  #clean(): void {
    if (this.#closed) return;
    this.#cleaning ??= this.#cleanAll()
      .catch(() => {
        clearTimeout(this.#retryTimer);
        this.#retryTimer = setTimeout(() => this.#clean(), RETRY_MILLISECONDS).unref();
      })
      .finally(() => {
        this.#cleaning = undefined;
      });
  }

  async #cleanAll(): Promise<void> {
    for (let grave = this.#index.nextGrave(); grave !== undefined; grave = this.#index.nextGrave()) {
      if (this.#closed) return;
      if (grave.segment === this.#writer.segment) await this.#writer.rotate();
      await rewriteSegment(this.#files, this.#index, grave.segment);
      this.#index.cleared(grave.segment, grave.turnIds);
    }
  }
}

function removed(): AppError {
  return new AppError('not-found', 'This turn has been removed.');
}

function closed(): AppError {
  return new AppError('store-unavailable', 'The server is stopping.');
}
