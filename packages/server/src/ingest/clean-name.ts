import { AppError } from '../domain/errors.ts';

/** Longest name of a file or folder, and of the whole, in UTF-16 units. */
const LONGEST_PART = 200;
const LONGEST_NAME = 1000;
/** Names that Windows keeps for devices, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Control characters, and marks that turn the direction of writing and so hide an extension. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * The name under which a file is shown and given back: folders kept, steps upwards, drive letters and invisible
 * characters dropped, parts shortened before their extension.
 * @throws AppError `invalid-request` when nothing is left
 */
export function cleanName(name: string): string {
  const parts = name
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/i, '')
    .split('/')
    .map((part) => part.trim().replace(/[. ]+$/, ''))
    .filter((part) => part !== '')
    .map(safePart);
  const whole = parts.join('/');
  // Too many folders: the file itself and those nearest to it say most.
  const cleaned = whole.length > LONGEST_NAME ? (parts.at(-1) ?? '') : whole;
  if (cleaned === '') {
    throw new AppError('invalid-request', 'The file needs a name, for instance "guide.md".', {
      field: 'name',
    });
  }
  return cleaned;
}

function safePart(part: string): string {
  const safe = RESERVED.test(part) ? `_${part}` : part;
  if (safe.length <= LONGEST_PART) return safe;
  const extension = /\.[a-z0-9]{1,16}$/i.exec(safe)?.[0] ?? '';
  return `${safe.slice(0, LONGEST_PART - extension.length).replace(/[\ud800-\udbff]$/, '')}${extension}`;
}
