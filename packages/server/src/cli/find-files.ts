import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { usageError } from './command.ts';

/** A file on disk and the name that it gets in the library: its path below the folder that was named. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
}

const SKIPPED = ['**/node_modules/**', '**/.*/**', '**/.*'];

/**
 * The files that the words name: a file itself, all files below a folder, or what a glob pattern matches; hidden
 * files are left out. Sorted by name, each path once.
 * @throws AppError `invalid-request` for a word that names nothing
 */
export async function findFiles(words: readonly string[]): Promise<LocalFile[]> {
  const found = new Map<string, LocalFile>();
  for (const word of words) {
    for (const file of await expand(word)) found.set(file.path, file);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function expand(word: string): Promise<LocalFile[]> {
  const path = resolve(word);
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile()) return [{ path, name: basename(path) }];
  if (info?.isDirectory()) {
    const paths = await glob('**/*', { cwd: path, absolute: true, onlyFiles: true, ignore: SKIPPED });
    return paths.map((item) => ({ path: item, name: relative(path, item) }));
  }
  const paths = await glob(word, { absolute: true, onlyFiles: true, ignore: SKIPPED });
  if (paths.length === 0)
    throw usageError(`There is no file or folder "${word}", and no file matches it as a pattern.`);
  const base = fixedPart(word);
  return paths.map((item) => ({ path: item, name: relative(base, item) }));
}

/** The folder above the first part of a pattern that can match several names. */
function fixedPart(pattern: string): string {
  const magic = pattern.search(/[*?[\]{}()!]/);
  return resolve(dirname(`${pattern.slice(0, magic)}x`));
}

/** The bytes of a local file as the upload wants them. */
export async function readLocal({
  path,
  name,
}: LocalFile): Promise<{ name: string; data: Uint8Array<ArrayBuffer> }> {
  return { name, data: new Uint8Array(await readFile(path)) };
}
