import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { prepareDataFolder, unusable } from './data-folder.ts';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());
const at = (...parts: string[]): string => join(temporary.path, ...parts);

/** Permissions say nothing to root: what runs as root does this as a user who owns nothing. */
function asOrdinaryUser(check: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    check();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('prepareDataFolder', () => {
  it('makes the folder for this user alone, whatever its name, and leaves nothing in it', () => {
    for (const name of ['plain', 'with spaces', 'äöü 文档 🗂', "it's 100% #1?", 'a/b/c']) {
      prepareDataFolder(at('made', name));
      prepareDataFolder(at('made', name));
      expect(statSync(at('made', name)).mode & 0o777).toBe(0o700);
    }
    expect(readdirSync(at('made', 'plain'))).toEqual([]);
  });

  it('says of a file that it is no folder', () => {
    writeFileSync(at('file'), '');
    for (const path of [at('file'), at('file', 'below', 'it')]) {
      expect(() => prepareDataFolder(path)).toThrow(
        `The data folder ${path} is a file, or lies below one. Choose another with --data.`,
      );
    }
  });

  it('says of a path that it is too long, or leads nowhere', () => {
    expect(() => prepareDataFolder(at('x'.repeat(300)))).toThrow(
      /is too long. Choose a shorter one with --data/,
    );
    symlinkSync(at('loop'), at('loop'));
    expect(() => prepareDataFolder(at('loop', 'data'))).toThrow(/--data/);
    symlinkSync(at('nothing', 'there'), at('dangling'));
    expect(() => prepareDataFolder(at('dangling'))).toThrow(/--data/);
  });

  it.skipIf(!existsSync('/proc/self'))('ends where a file system takes no folders', () => {
    for (const path of ['/proc/colloquy', '/proc/colloquy/data', '/proc/self/data']) {
      expect(() => prepareDataFolder(path)).toThrow(
        `The data folder ${path} cannot be made: there is no place for folders. Choose another with --data.`,
      );
    }
    expect(() => prepareDataFolder('/proc/self')).toThrow(/--data/);
  });

  it('says that the folder may not be written', () => {
    chmodSync(temporary.path, 0o711);
    mkdirSync(at('closed'), { mode: 0o555 });
    asOrdinaryUser(() => {
      expect(() => prepareDataFolder(at('closed'))).toThrow(/may not be written by this user.*permissions/);
      expect(() => prepareDataFolder(at('closed', 'data'))).toThrow(/may not be written by this user/);
    });
  });

  it('has a sentence for every error, also for one that it does not know', () => {
    const messageOf = (code: string): string =>
      unusable('/$&', Object.assign(new Error(code), { code })).message;
    expect(messageOf('ENOSPC')).toBe(
      'The disk of the data folder /$& is full. Make room, or choose another folder with --data.',
    );
    expect(messageOf('EWEIRD')).toBe(
      'The data folder /$& cannot be used (EWEIRD). Choose another with --data.',
    );
  });

  // A file system of one's own needs a namespace in which one may mount.
  const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
  it.skipIf(!mayMount).each([
    ['size=64k', /is full/],
    ['size=8m,ro', /can only be read/],
  ])('says what is wrong with a disk of %s', (options, sentence) => {
    mkdirSync(at('disk'), { recursive: true });
    const module = pathToFileURL(join(import.meta.dirname, 'data-folder.ts')).href;
    const script = `import { prepareDataFolder } from ${JSON.stringify(module)};
      try { prepareDataFolder(process.argv[1]); } catch (error) { console.log(error.message); }`;
    const run = 'mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" --input-type=module -e "$4" "$2/data"';
    const words = ['-rm', 'sh', '-c', run, 'sh', options, at('disk'), process.execPath, script];
    expect(execFileSync('unshare', words, { encoding: 'utf8' })).toMatch(sentence);
  });
});
