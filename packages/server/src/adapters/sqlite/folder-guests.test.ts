import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { closeToGuests, joinAsGuest } from './folder-guests.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('lets the host leave when the last guest has left, and then nobody in', () => {
  const [first, second] = [joinAsGuest(folder.path), joinAsGuest(folder.path)];
  expect(first).toBeDefined();
  expect(second).toBeDefined();
  expect(closeToGuests(folder.path)).toBeUndefined();
  first?.release();
  first?.release();
  expect(closeToGuests(folder.path)).toBeUndefined();
  second?.release();
  const closed = closeToGuests(folder.path);
  expect(closed).toBeDefined();
  expect(joinAsGuest(folder.path)).toBeUndefined();
  closed?.release();
  joinAsGuest(folder.path)?.release();
});

it('has no guests where there is no folder', () => {
  expect(joinAsGuest(join(folder.path, 'missing'))).toBeUndefined();
  expect(closeToGuests(join(folder.path, 'missing'))).toBeDefined();
});
