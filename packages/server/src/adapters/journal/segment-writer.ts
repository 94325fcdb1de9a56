import type { SegmentFiles, SegmentHandle } from './segment-files.ts';

export interface Place {
  readonly segment: number;
  /** Byte at which what was appended begins. */
  readonly offset: number;
}

/** Appends to the newest segment; calls are carried out one after the other. */
export class SegmentWriter {
  readonly #files: Pick<SegmentFiles, 'open'>;
  readonly #segmentBytes: number;
  #segment: number;
  #size: number;
  #handle: SegmentHandle | undefined;
  #dirty = false;
  #last: Promise<unknown> = Promise.resolve();

  /** Goes on in `segment` behind its first `size` bytes, or begins it. */
  constructor(files: Pick<SegmentFiles, 'open'>, start: Place, segmentBytes: number) {
    this.#files = files;
    this.#segmentBytes = segmentBytes;
    this.#segment = start.segment;
    this.#size = start.offset;
  }

  /** The segment that the next bytes go to; all with lower numbers are complete. */
  get segment(): number {
    return this.#segment;
  }

  /** Appends the bytes. When this rejects, none of them count, and the next call may succeed. */
  append(bytes: Buffer): Promise<Place> {
    return this.#exclusive(async () => {
      if (this.#size > 0 && this.#size + bytes.length > this.#segmentBytes) await this.#next();
      this.#handle ??= await this.#files.open(this.#segment);
      const offset = this.#size;
      try {
        await this.#handle.write(bytes, offset);
      } catch (error) {
        await this.#cutBack(offset);
        throw error;
      }
      this.#size += bytes.length;
      this.#dirty = true;
      return { segment: this.#segment, offset };
    });
  }

  sync(): Promise<void> {
    return this.#exclusive(() => this.#sync());
  }

  /** Completes the segment, so that it may be rewritten. */
  rotate(): Promise<void> {
    return this.#exclusive(() => this.#next());
  }

  close(): Promise<void> {
    return this.#exclusive(async () => {
      await this.#sync();
      await this.#handle?.close();
      this.#handle = undefined;
    });
  }

  async #sync(): Promise<void> {
    if (!this.#dirty) return;
    await this.#handle?.sync();
    this.#dirty = false;
  }

  async #next(): Promise<void> {
    await this.#sync();
    await this.#handle?.close();
    this.#handle = undefined;
    this.#segment += 1;
    this.#size = 0;
  }

  /** A part of a failed write may stand in the file: take it off, or leave the segment as it is, torn tail and all. */
  async #cutBack(size: number): Promise<void> {
    try {
      await this.#handle?.truncate(size);
    } catch {
      await this.#next().catch(() => undefined);
    }
  }

  #exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
