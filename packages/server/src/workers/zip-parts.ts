import { strFromU8, type UnzipFileInfo, unzipSync } from 'fflate';
import { AppError } from '../domain/errors.ts';

/** Bytes that one part, and all parts together, may unfold to. */
const LARGEST_PART = 60_000_000;
const LARGEST_TOTAL = 120_000_000;
/** Text packs ten- to thirtyfold; a larger part that packs better than this was made to hurt. */
const HIGHEST_RATIO = 200;
const RATIO_COUNTS_FROM = 5_000_000;

/**
 * The named parts of a zip archive as text, those that are there. Sizes are checked before anything is inflated, and
 * inflating stops at the declared size, so a lie gains nothing.
 * @throws AppError `too-large` for a bomb, `parse-failed` for a damaged archive
 */
export function readZipParts(bytes: Uint8Array, names: readonly string[]): ReadonlyMap<string, string> {
  const wanted = new Set(names);
  let total = 0;
  const admit = (part: UnzipFileInfo): boolean => {
    if (!wanted.has(part.name)) return false;
    total += part.originalSize;
    if (part.originalSize > LARGEST_PART || total > LARGEST_TOTAL || isBomb(part))
      throw unfoldsTooFar(part.name);
    return true;
  };
  return new Map(Object.entries(inflate(bytes, admit)).map(([name, data]) => [name, decodeXml(data)]));
}

function isBomb({ originalSize, size }: UnzipFileInfo): boolean {
  return originalSize > RATIO_COUNTS_FROM && originalSize / Math.max(1, size) > HIGHEST_RATIO;
}

function inflate(bytes: Uint8Array, admit: (part: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: admit });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('parse-failed', 'The file is a damaged or cut off archive. Save or copy it again.', {
      cause,
    });
  }
}

function unfoldsTooFar(part: string): AppError {
  return new AppError(
    'too-large',
    `The file unfolds to more than a document may have (its part "${part}"). Split the document and add its parts.`,
  );
}

function decodeXml(data: Uint8Array): string {
  if (data[0] === 0xff && data[1] === 0xfe) return new TextDecoder('utf-16le').decode(data);
  if (data[0] === 0xfe && data[1] === 0xff) return new TextDecoder('utf-16be').decode(data);
  return strFromU8(data).replace(/^\ufeff/, '');
}
