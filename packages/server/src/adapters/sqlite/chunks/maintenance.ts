import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../domain/errors.ts';
import type { EmbeddedDatabase } from '../embedded-database.ts';
import type { MaintainInput } from './maintain.ts';

/** Removals are swept together: a folder is often deleted file by file. */
const SWEEP_DELAY_MILLISECONDS = 2_000;
/** After a slice failed, for instance on a full disk. */
const RETRY_DELAY_MILLISECONDS = 10_000;
const CHECKPOINT_ATTEMPTS = 50;
const CHECKPOINT_PAUSE_MILLISECONDS = 20;

/** Drives the background work of the chunk store, slice by slice, so that other writes get their turn in between. */
export class Maintenance {
  readonly #database: EmbeddedDatabase;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;
  #sweep = false;
  #restart = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #warming: Promise<void>;

  constructor(database: EmbeddedDatabase) {
    this.#database = database;
    this.#warming = this.#warm();
    this.merge();
    this.sweepSoon();
  }

  /** Merges what is due. */
  merge(): void {
    if (this.#closing.signal.aborted) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.merge();
    });
  }

  /** Sweeps a little later, together with what else is removed until then. */
  sweepSoon(delay: number = SWEEP_DELAY_MILLISECONDS): void {
    if (this.#timer !== undefined || this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sweep = true;
      this.merge();
    }, delay);
    this.#timer.unref();
  }

  /** Does all the work that is due, then empties the write-ahead log. */
  async settle(): Promise<void> {
    while (await this.#slice(true));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#database.checkpoint();
      } catch (error) {
        // A reader in the middle of a search holds the log for a moment.
        const busy = error instanceof AppError && error.code === 'store-unavailable';
        if (!busy || attempt === CHECKPOINT_ATTEMPTS) throw error;
        await wait(CHECKPOINT_PAUSE_MILLISECONDS, undefined, { signal: this.#closing.signal });
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await Promise.all([this.#running, this.#warming]);
  }

  async #run(): Promise<void> {
    try {
      this.#again = false;
      while (!this.#closing.signal.aborted && (await this.#slice(this.#sweep)));
      if (this.#sweep) await this.#emptyLog();
      this.#sweep = false;
    } catch {
      // Nothing is lost: all of it is in the database, and the work begins anew from there.
      this.sweepSoon(RETRY_DELAY_MILLISECONDS);
    }
  }

  /** The log holds removed texts until it is emptied. A reader may be in the way; the next sweep tries again. */
  async #emptyLog(): Promise<void> {
    await this.#database.checkpoint().catch(() => undefined);
  }

  async #slice(sweep: boolean): Promise<boolean> {
    const input: MaintainInput = { sweep, restart: this.#restart };
    try {
      const { signal } = new AbortController();
      const more = await this.#database.runWriter<boolean>('chunks.maintain', input, { signal });
      this.#restart = false;
      return more;
    } catch (error) {
      this.#restart = true;
      throw error;
    }
  }

  async #warm(): Promise<void> {
    const { signal } = this.#closing;
    try {
      while (!(await this.#database.runReader<boolean>('chunks.warm', undefined, { signal })));
    } catch {
      // The first search loads the index itself, or says what is wrong.
    }
  }
}
