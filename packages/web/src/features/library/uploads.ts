import { ColloquyError } from '@colloquy/client';
import type { Problem } from '@colloquy/protocol';
import { isAbsence } from '../../app/absence.ts';
import { strings } from '../../strings/strings.ts';
import type { FileToSend, SentFile } from './send-file.ts';

/** A file on its way into a base. Those that were added leave the list: they are documents then. */
export interface Upload {
  readonly id: number;
  readonly baseId: string;
  readonly baseName: string;
  readonly name: string;
  readonly size: number;
  /** Bytes that have been sent. */
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'added' | 'duplicate' | 'refused';
  /** The document that has the same content already. */
  readonly twin?: string | undefined;
  readonly problem?: Problem | undefined;
}

/** A file that a person chose or dropped; `name` may contain folders. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** All uploads as they stand. */
export interface UploadsView {
  readonly list: readonly Upload[];
  /** True while nothing is sent because the server cannot be reached, or nobody is signed in. */
  readonly paused: boolean;
}

export interface UploadsOptions {
  readonly send: (file: Omit<FileToSend, 'token'>) => Promise<SentFile>;
  /** The documents of this base have changed. */
  readonly onAdded: (baseId: string) => void;
  /** The server cannot be reached; {@link Uploads.resume} is called when it can. */
  readonly onLost: () => void;
  /** The server knows the session no more; {@link Uploads.resume} is called after the next sign-in. */
  readonly onSignedOut: () => void;
}

const AT_ONCE = 3;
/** Connections that a file may lose before it is looked at as a file that cannot be sent. */
const LOSSES = 5;

interface Held {
  readonly file: File;
  /** The bytes may be there already, from a connection that broke before its answer came. */
  losses: number;
  abort?: AbortController;
}

/** The uploads of this page: they go on while other pages are looked at, and wait while the server is away. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #held = new Map<number, Held>();
  readonly #listeners = new Set<() => void>();
  #view: UploadsView = { list: [], paused: false };
  #sending = 0;
  #nextId = 1;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** Queues files; those that cannot become documents are refused at once. What has ended leaves the list. */
  add(
    base: { readonly id: string; readonly name: string },
    chosen: readonly ChosenFile[],
    largest = Number.POSITIVE_INFINITY,
  ): void {
    const fresh = chosen.map(({ name, file }): Upload => {
      const id = this.#nextId++;
      const problem = problemBefore(file, largest);
      if (problem === undefined) this.#held.set(id, { file, losses: 0 });
      const common = { id, baseId: base.id, baseName: base.name, name, size: file.size, sent: 0 };
      return problem === undefined
        ? { ...common, state: 'waiting' }
        : { ...common, state: 'refused', problem };
    });
    const rest = this.#view.list.filter((upload) => upload.state === 'refused' || this.#hasOpen(upload));
    this.#publish({ list: [...rest, ...fresh] });
    this.#sendMore();
  }

  /** Sends a refused file again. */
  retry(...ids: readonly number[]): void {
    for (const id of ids) {
      if (this.#held.has(id)) this.#change(id, { state: 'waiting', sent: 0, problem: undefined });
    }
    this.#sendMore();
  }

  /** True when the same file may be sent again: it is still held, and another attempt makes sense. */
  mayRetry({ id, state, problem }: Upload): boolean {
    return state === 'refused' && this.#held.has(id) && problem?.retryable === true;
  }

  /** Takes files off the list, also those that are being sent. */
  cancel(...ids: readonly number[]): void {
    const gone = new Set(ids);
    for (const id of gone) {
      this.#held.get(id)?.abort?.abort();
      this.#held.delete(id);
    }
    this.#publish({ list: this.#view.list.filter(({ id }) => !gone.has(id)) });
  }

  /** Takes all that has ended off the list. */
  dismiss(): void {
    this.cancel(...this.#view.list.filter((upload) => !isOpen(upload)).map(({ id }) => id));
  }

  /** Ends everything. */
  clear(): void {
    this.cancel(...this.#view.list.map(({ id }) => id));
    this.#publish({ paused: false });
  }

  /** Sends nothing more until {@link Uploads.resume}; what is on its way begins anew then. */
  pause(): void {
    this.#publish({ paused: true });
    for (const { abort } of this.#held.values()) abort?.abort(PAUSED);
  }

  resume(): void {
    if (!this.#view.paused) return;
    this.#publish({ paused: false });
    this.#sendMore();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): UploadsView => this.#view;

  #hasOpen({ baseId }: Upload): boolean {
    // Those of one drop are counted together until the last of them has ended.
    return this.#view.list.some((other) => other.baseId === baseId && isOpen(other));
  }

  #sendMore(): void {
    if (this.#view.paused) return;
    for (const upload of this.#view.list) {
      if (this.#sending >= AT_ONCE) return;
      if (upload.state === 'waiting') void this.#send(upload);
    }
  }

  async #send({ id, baseId, name }: Upload): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#sending++;
    const abort = new AbortController();
    held.abort = abort;
    const { signal } = abort;
    this.#change(id, { state: 'sending', sent: 0 });
    try {
      const onProgress = (sent: number): void => this.#change(id, { sent });
      this.#settle(id, held, await this.#options.send({ baseId, name, file: held.file, onProgress, signal }));
      this.#options.onAdded(baseId);
    } catch (error) {
      if (this.#held.has(id)) await this.#failed(id, held, error);
    } finally {
      delete held.abort;
      this.#sending--;
      this.#sendMore();
    }
  }

  #settle(id: number, { losses }: Held, { outcome, document, problem }: SentFile): void {
    // After a lost answer the file meets itself.
    const state = outcome === 'duplicate' && losses > 0 ? 'added' : outcome;
    if (state !== 'refused') this.#held.delete(id);
    this.#change(id, { state, twin: document?.name, problem });
  }

  async #failed(id: number, held: Held, error: unknown): Promise<void> {
    if (error === PAUSED) return this.#change(id, { state: 'waiting', sent: 0 });
    const refuse = (problem: Problem): void => this.#change(id, { state: 'refused', problem });
    if (!(await isReadable(held.file))) {
      this.#held.delete(id);
      return refuse({ code: 'gone', message: strings.library.unreadable, retryable: false });
    }
    const problem = error instanceof ColloquyError ? error.problem : undefined;
    if (error instanceof ColloquyError && isNobodysFault(error) && ++held.losses < LOSSES) {
      this.#change(id, { state: 'waiting', sent: 0 });
      this.#publish({ paused: true });
      if (error.status === 401) this.#options.onSignedOut();
      else this.#options.onLost();
      return;
    }
    refuse(problem ?? { code: 'internal', message: strings.common.unknownProblem, retryable: true });
  }

  #change(id: number, change: Partial<Upload>): void {
    this.#publish({
      list: this.#view.list.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)),
    });
  }

  #publish(change: Partial<UploadsView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const PAUSED = new DOMException('The uploads wait.', 'AbortError');

/** True while a file has not reached the server. */
export function isOpen({ state }: Upload): boolean {
  return state === 'waiting' || state === 'sending';
}

/** Not the file's fault: nobody answered, or the session or the connection ended before the answer. */
function isNobodysFault(error: ColloquyError): boolean {
  return isAbsence(error) || error.status === 401 || error.code === 'cancelled';
}

/** What is wrong with a file as far as can be said without sending it. */
function problemBefore({ size }: File, largest: number): Problem | undefined {
  if (size === 0) return { code: 'empty', message: strings.library.emptyFile, retryable: false };
  if (size <= largest) return undefined;
  return { code: 'too-large', message: strings.library.tooLarge(largest), retryable: false };
}

/** A file that was moved or changed after it was chosen can be read no more. */
async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(() => true)
    .catch(() => false);
}
