import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { lockDataFolder } from './folder-lock.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

it('belongs to one holder at a time', () => {
  const path = join(folder.path, 'data');
  mkdirSync(path, { recursive: true });
  const lock = lockDataFolder(path);
  expect(() => lockDataFolder(path)).toThrow(`The data folder ${path} is in use by another process;`);
  lock.release();
  lock.release();
  lockDataFolder(path).release();
});

it('names the process and the address of the holder', () => {
  const path = join(folder.path, 'named');
  mkdirSync(path, { recursive: true });
  const lock = lockDataFolder(path);
  writeFileSync(join(path, 'server.json'), '{"pid":42,"url":"http://127.0.0.1:9380"}');
  expect(() => lockDataFolder(path)).toThrow(
    `The data folder ${path} is in use by the server at http://127.0.0.1:9380 (process 42); stop it, or choose another folder with --data.`,
  );
  lock.release();
});

it('has its own sentence for a folder that cannot be written', () => {
  const file = join(temporaryFolder().path, 'file');
  writeFileSync(file, '');
  expect(() => lockDataFolder(join(file, 'data'))).toThrow(/cannot be written; change its permissions/);
});

it('is free again when its holder is killed', async () => {
  const path = join(temporaryFolder().path, 'killed');
  mkdirSync(path, { recursive: true });
  const module = new URL('./folder-lock.ts', import.meta.url).href;
  const script = `import { lockDataFolder } from ${JSON.stringify(module)};
    lockDataFolder(${JSON.stringify(path)}); gc(); console.log('locked'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(holder.stdout, 'data');
    expect(() => lockDataFolder(path)).toThrow(/is in use/);
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  lockDataFolder(path).release();
});
