import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lockDataFolder } from '../adapters/sqlite/folder-lock.ts';
import { readConfig } from '../config.ts';
import { connect } from './connect.ts';

const folder = mkdtempSync(join(tmpdir(), 'colloquy-connect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('waits for a command that is just leaving the folder', async () => {
  const lock = lockDataFolder(folder);
  const { config } = readConfig({ data: folder }, {});
  let released = false;
  const connecting = connect(config).then((connection) => ({ connection, released }));
  setTimeout(() => {
    released = true;
    lock.release();
  }, 300);
  const { connection, released: afterRelease } = await connecting;
  try {
    expect(afterRelease).toBe(true);
    expect(await connection.client.bases()).toMatchObject([{ name: 'Library' }]);
  } finally {
    await connection.close();
  }
}, 30_000);
