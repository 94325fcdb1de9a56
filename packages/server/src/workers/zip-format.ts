import { unzipSync } from 'fflate';
import { AppError } from '../domain/errors.ts';
import { extensionOf, unsupported } from '../text/detect-format.ts';
import type { TextFormat } from '../text/parsed-document.ts';

/** Names of a zip archive's members, without inflating any. @throws AppError `parse-failed` */
function memberNames(name: string, bytes: Uint8Array): readonly string[] {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        if (names.length < 10_000) names.push(entry.name);
        return false;
      },
    });
  } catch (cause) {
    throw new AppError('parse-failed', `"${name}" is a damaged or cut off archive. Save or copy it again.`, {
      cause,
    });
  }
  return names;
}

/** What a zip archive is: a Word document, or something to be refused by its name. @throws AppError */
export function zipFormat(name: string, bytes: Uint8Array): TextFormat {
  const names = memberNames(name, bytes);
  if (names.includes('word/document.xml')) return 'docx';
  if (names.some((member) => member.startsWith('xl/')))
    throw unsupported(`"${name}" is an Excel workbook, which`);
  if (names.some((member) => member.startsWith('ppt/')))
    throw unsupported(`"${name}" is a PowerPoint file, which`);
  if (names.includes('META-INF/container.xml')) throw unsupported(`"${name}" is an EPUB book, which`);
  if (names.includes('content.xml')) throw unsupported(`"${name}" is an OpenDocument file, which`);
  if (extensionOf(name) === 'docx') {
    throw new AppError(
      'parse-failed',
      `"${name}" is not a Word document: its main part is missing. Save it again as .docx and add the new file.`,
    );
  }
  throw unsupported(`"${name}" is a zip archive, which`);
}

/** Old Office files and encrypted new ones share a container; an encrypted one names its package in UTF-16. */
export function refuseOle(name: string, bytes: Uint8Array): never {
  const marker = Buffer.from('EncryptedPackage', 'utf16le');
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(marker)) throw passwordNeeded();
  throw unsupported(`"${name}" is in the old binary format of Office (.doc, .xls, .ppt), which`);
}

/** The refusal of every encrypted file. */
export function passwordNeeded(): AppError {
  return new AppError(
    'parse-failed',
    'Password needed: the file is encrypted. Save a copy without a password and add that one.',
  );
}
