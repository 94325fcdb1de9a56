import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';

/** One open file that is appended to. */
export interface SegmentHandle {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** What has been written survives a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The folder of a journal: segments are numbered files, appended to in the order of their numbers. */
export class SegmentFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder, clears away unfinished rewrites, and returns the segments that are there, in order. */
  prepare(): Promise<readonly number[]> {
    return guarded(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const names = await readdir(this.#folder);
      await Promise.all(
        names.filter((name) => name.endsWith('.new')).map((name) => rm(join(this.#folder, name))),
      );
      const numbers = names.flatMap((name) => {
        const match = /^(\d{8,})\.log$/.exec(name);
        return match?.[1] === undefined ? [] : [Number(match[1])];
      });
      return numbers.sort((a, b) => a - b);
    });
  }

  /** Opens a segment for writing; a new one's name is made durable. */
  open(segment: number): Promise<SegmentHandle> {
    return guarded(async () => {
      const path = this.#path(segment);
      const isNew = await stat(path).then(
        () => false,
        () => true,
      );
      const file = await open(path, isNew ? 'wx+' : 'r+', 0o600);
      if (isNew) await this.#syncFolder();
      return handleOf(file);
    });
  }

  /** Reads a segment, or up to `length` bytes of it. */
  read(segment: number, offset = 0, length?: number): Promise<Buffer> {
    return guarded(async () => {
      const file = await open(this.#path(segment), 'r');
      try {
        const size = length ?? (await file.stat()).size - offset;
        const bytes = Buffer.allocUnsafe(Math.max(0, size));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await file.close();
      }
    });
  }

  /** Takes a torn tail off. */
  async cut(segment: number, size: number): Promise<void> {
    const handle = await this.open(segment);
    try {
      await handle.truncate(size);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /**
   * Puts other bytes in the place of a segment's, atomically; without bytes the segment goes. `replaced` is called as
   * soon as readers find the new bytes; when this resolves, the change survives a power cut.
   */
  replace(segment: number, bytes: Buffer, replaced: () => void): Promise<void> {
    return guarded(async () => {
      const path = this.#path(segment);
      if (bytes.length === 0) {
        await rm(path, { force: true });
      } else {
        const draft = `${path}.new`;
        const file = await open(draft, 'w', 0o600);
        try {
          await file.writeFile(bytes);
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      }
      replaced();
      await this.#syncFolder();
    });
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(8, '0')}.log`);
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

function handleOf(file: FileHandle): SegmentHandle {
  return {
    write: (bytes, position) =>
      guarded(async () => {
        let done = 0;
        while (done < bytes.length) {
          done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
        }
      }),
    sync: () => guarded(() => file.datasync()),
    truncate: (size) => guarded(() => file.truncate(size)),
    close: () => guarded(() => file.close()),
  };
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const message =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk of the data folder is full; make room and try again.'
        : `The journal cannot be read or written (${code}); check the permissions of the data folder.`;
    throw new AppError('store-unavailable', message, { cause: error });
  }
}
