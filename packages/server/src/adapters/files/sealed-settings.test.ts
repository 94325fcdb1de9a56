import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { createMemoryRepositories } from '../memory/repositories.ts';
import { createSeal } from './seal.ts';
import { createSealedSettings } from './sealed-settings.ts';
import { openSecretKey } from './secret-key.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

it('makes a secret once, for its owner alone', () => {
  const path = join(folder.path, 'secret.key');
  const key = openSecretKey(path);
  expect(key).toHaveLength(32);
  expect(openSecretKey(path)).toEqual(key);
  expect(statSync(path).mode & 0o077).toBe(0);
});

it('takes a given secret before the file', () => {
  const path = join(folder.path, 'secret.key');
  expect(openSecretKey(path, 'a long secret of ours')).toEqual(
    openSecretKey('/nowhere', 'a long secret of ours'),
  );
  expect(openSecretKey(path, 'another secret')).not.toEqual(openSecretKey(path, 'a long secret of ours'));
});

it('refuses a file that holds something else', () => {
  const path = join(folder.path, 'secret.key');
  writeFileSync(path, 'not a key');
  expect(() => openSecretKey(path)).toThrow('does not hold a secret');
});

it('keeps values that only the same secret and the same name can read', async () => {
  const { settings } = createMemoryRepositories();
  const sealed = createSealedSettings(settings, createSeal(openSecretKey('/nowhere', 'one')));
  expect(await sealed.get('a')).toBeUndefined();
  await sealed.set('a', 'höchst geheim');
  expect(await sealed.get('a')).toBe('höchst geheim');
  const stored = (await settings.get('a')) ?? '';
  expect(stored).not.toContain('geheim');
  const other = createSealedSettings(settings, createSeal(openSecretKey('/nowhere', 'two')));
  await expect(other.get('a')).rejects.toThrow('another secret');
  await settings.set('b', stored);
  await expect(sealed.get('b')).rejects.toThrow('another secret');
});
