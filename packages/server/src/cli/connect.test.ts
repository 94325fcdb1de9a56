import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lockDataFolder } from '../adapters/sqlite/folder-lock.ts';
import { readConfig } from '../config.ts';
import { withServer } from './connect.ts';

const folder = mkdtempSync(join(tmpdir(), 'colloquy-connect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('waits for a command that is just leaving the folder', async () => {
  const lock = lockDataFolder(folder);
  const { config } = readConfig({ data: folder }, {});
  let released = false;
  const work = withServer(config, new AbortController().signal, async (client) => ({
    bases: await client.bases(),
    afterRelease: released,
  }));
  setTimeout(() => {
    released = true;
    lock.release();
  }, 300);
  expect(await work).toMatchObject({ afterRelease: true, bases: [{ name: 'Library' }] });
}, 30_000);
