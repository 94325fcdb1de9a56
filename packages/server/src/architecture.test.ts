import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = import.meta.dirname;

/** What the files of each folder may import from ours. `.` stands for the folder itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: ['.'],
  ports: ['.', 'domain'],
  text: ['.', 'domain'],
  models: ['.', 'ports', 'text', 'domain'],
  prompts: ['.', 'ports', 'text', 'domain'],
  workers: ['.', 'ports', 'text', 'domain'],
  chat: ['.', 'models', 'prompts', 'ports', 'text', 'domain'],
  retrieval: ['.', 'models', 'prompts', 'ports', 'text', 'domain'],
  ingest: ['.', 'models', 'prompts', 'ports', 'text', 'domain'],
  accounts: ['.', 'ports', 'domain'],
  adapters: ['.', 'ports', 'text', 'domain', 'workers'],
  http: ['.', 'chat', 'retrieval', 'ingest', 'accounts', 'ports', 'domain', '@colloquy/protocol'],
  settings: ['.'],
  cli: [
    '.',
    'main',
    'compose-folder',
    'config',
    'domain',
    'scripts',
    '@colloquy/protocol',
    '@colloquy/client',
  ],
};

const IMPORT =
  /^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm;

/** The files that put adapters behind ports, one a concern. */
const COMPOSES = /^compose-[a-z-]+\.ts$/;

interface Import {
  readonly file: string;
  readonly target: string;
}

function productFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    target: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** The folder, or root file, that an import line leads to; undefined for packages that are not ours. */
function roomOf({ file, target }: Import): string | undefined {
  if (target.startsWith('@colloquy/')) return target;
  if (!target.startsWith('.')) return undefined;
  const inside = relative(source, resolve(source, dirname(file), target));
  if (inside.startsWith('..')) return 'scripts';
  return inside.includes('/') ? inside.split('/')[0] : inside.replace(/\.ts$/, '');
}

function adapterOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function offends(line: Import): boolean {
  const from = line.file.split('/')[0] ?? '';
  const allowed = MAY_IMPORT[from];
  const to = roomOf(line);
  if (allowed === undefined || to === undefined) return false;
  if (to !== from) return !allowed.includes(to);
  if (from !== 'adapters') return false;
  return (
    adapterOf(relative(source, resolve(source, dirname(line.file), line.target))) !== adapterOf(line.file)
  );
}

describe('the import rule', () => {
  const lines = productFiles().flatMap(importsOf);

  it('sees the code', () => {
    expect(lines.length).toBeGreaterThan(100);
  });

  it('imports go one way', () => {
    const offending = lines.filter(offends).map(({ file, target }) => `${file} imports ${target}`);
    expect(offending).toEqual([]);
  });

  it('knows every folder', () => {
    const folders = new Set(
      productFiles().flatMap((file) => (file.includes('/') ? [file.split('/')[0]] : [])),
    );
    expect([...folders].filter((folder) => folder !== undefined && !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('only the files compose-*.ts know which adapters are in use', () => {
    const offending = lines.filter(
      (line) =>
        roomOf(line) === 'adapters' && !line.file.startsWith('adapters/') && !COMPOSES.test(line.file),
    );
    expect(offending).toEqual([]);
  });

  it('only config.ts reads the environment', () => {
    const offending = productFiles().filter(
      (file) => file !== 'config.ts' && /process\.env\b/.test(readFileSync(join(source, file), 'utf8')),
    );
    expect(offending).toEqual([]);
  });

  it('a rule that is broken is found', () => {
    expect(offends({ file: 'domain/chunk.ts', target: '../ports/chunk-store.ts' })).toBe(true);
    expect(offends({ file: 'chat/answer.ts', target: '../retrieval/fuse.ts' })).toBe(true);
    expect(offends({ file: 'adapters/memory/event-log.ts', target: '../journal/event-log.ts' })).toBe(true);
    expect(offends({ file: 'adapters/sqlite/chunks/postings.ts', target: '../operations.ts' })).toBe(false);
    expect(offends({ file: 'chat/answer.ts', target: 'zod' })).toBe(false);
  });
});
