import type { Readable } from 'node:stream';
import { nextBatch } from './batch-clock.ts';

/**
 * Bytes that may wait before the provider has to. It bounds a batch too, and with it what each reader that has stopped
 * reading holds of an answer that comes in a flood.
 */
const MOST_WAITING = 64 * 1024;

/**
 * The packets of a body, for a reader who takes all that have gathered together: the first when it comes, further ones
 * when it is time for the next batch (see {@link nextBatch}). So everything behind it works on batches instead of
 * tokens. The end, an error and a full buffer do not wait.
 */
export class Arrivals {
  readonly #body: Readable;
  #packets: Buffer[] = [];
  #bytes = 0;
  #resting = false;
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** Begins to read the body. */
  constructor(body: Readable) {
    this.#body = body;
    body.on('data', (packet: Buffer) => this.#add(packet));
    body.on('end', () => this.#finish());
    body.on('error', (error) => this.#finish({ error }));
    body.on('close', () => this.#finish());
  }

  /** What has come since the last call; undefined at the end. @throws what broke the body, after its last packet */
  async take(): Promise<Buffer | undefined> {
    if (!this.#isDue) await this.#news();
    if (this.#packets.length === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    this.#resting = true;
    nextBatch(this.#onTime);
    if (this.#body.isPaused()) this.#body.resume();
    return packets.length === 1 ? packets[0] : Buffer.concat(packets);
  }

  get #isDue(): boolean {
    return this.#over || this.#bytes > MOST_WAITING || (this.#bytes > 0 && !this.#resting);
  }

  #add(packet: Buffer): void {
    this.#packets.push(packet);
    this.#bytes += packet.length;
    if (this.#bytes > MOST_WAITING) this.#body.pause();
    if (this.#isDue) this.#wake?.();
  }

  #finish(failure?: { readonly error: unknown }): void {
    this.#over = true;
    this.#failure ??= failure;
    this.#wake?.();
  }

  readonly #onTime = (): void => {
    this.#resting = false;
    if (this.#isDue) this.#wake?.();
  };

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
