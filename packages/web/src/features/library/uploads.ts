import { type Client, ColloquyError } from '@colloquy/client';
import type { Problem } from '@colloquy/protocol';

/** A file on its way into a base. Those that were added leave the list: they are documents then. */
export interface Upload {
  readonly id: number;
  readonly baseId: string;
  readonly baseName: string;
  readonly name: string;
  readonly size: number;
  readonly state: 'waiting' | 'sending' | 'added' | 'duplicate' | 'refused';
  readonly problem?: Problem;
}

/** A file that a person chose or dropped; `name` may contain folders. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

export interface UploadsOptions {
  readonly client: Pick<Client, 'addDocuments'>;
  /** The documents of this base have changed. */
  readonly onAdded: (baseId: string) => Promise<void>;
}

const AT_ONCE = 3;

/** The uploads of this page: they go on while other pages are looked at. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #files = new Map<number, File>();
  readonly #listeners = new Set<() => void>();
  #list: readonly Upload[] = [];
  #sending = 0;
  #nextId = 1;
  #abort = new AbortController();

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Queues files. Those that an earlier call has finished leave the list. */
  add(base: { readonly id: string; readonly name: string }, chosen: readonly ChosenFile[]): void {
    const fresh = chosen.map(({ name, file }): Upload => {
      const id = this.#nextId++;
      this.#files.set(id, file);
      return { id, baseId: base.id, baseName: base.name, name, size: file.size, state: 'waiting' };
    });
    this.#publish([
      ...this.#list.filter(({ state }) => state !== 'added' && state !== 'duplicate'),
      ...fresh,
    ]);
    this.#sendMore();
  }

  /** Takes what has ended off the list. */
  dismiss(id?: number): void {
    this.#publish(this.#list.filter((upload) => isOpen(upload) || (id !== undefined && upload.id !== id)));
  }

  clear(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#files.clear();
    this.#publish([]);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): readonly Upload[] => this.#list;

  #sendMore(): void {
    for (const upload of this.#list) {
      if (this.#sending >= AT_ONCE) return;
      if (upload.state === 'waiting') void this.#send(upload);
    }
  }

  async #send({ id, baseId, name }: Upload): Promise<void> {
    const data = this.#files.get(id);
    if (data === undefined) return;
    this.#sending++;
    this.#change(id, { state: 'sending' });
    try {
      const { files } = await this.#options.client.addDocuments(baseId, [{ name, data }], this.#abort.signal);
      const result = files[0];
      this.#change(id, {
        state: result?.outcome ?? 'refused',
        ...(result?.problem ? { problem: result.problem } : {}),
      });
      await this.#options.onAdded(baseId).catch(() => undefined);
    } catch (error) {
      this.#change(id, { state: 'refused', problem: problemOf(error) });
    } finally {
      this.#sending--;
      this.#files.delete(id);
      this.#sendMore();
    }
  }

  #change(id: number, change: Partial<Upload>): void {
    this.#publish(this.#list.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  }

  #publish(list: readonly Upload[]): void {
    this.#list = list;
    for (const listener of this.#listeners) listener();
  }
}

/** True while a file has not reached the server. */
export function isOpen({ state }: Upload): boolean {
  return state === 'waiting' || state === 'sending';
}

function problemOf(error: unknown): Problem {
  if (error instanceof ColloquyError) return error.problem;
  return { code: 'internal', message: 'The file could not be read. Choose it again.', retryable: true };
}
