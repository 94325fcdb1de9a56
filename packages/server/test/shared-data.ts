import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/**
 * The path of a file or folder of the shared test data (`COLLOQUY_SHARED`, else `shared` beside the checkout);
 * undefined when it is not there. Where `COLLOQUY_NO_SKIP=1` is set, as in CI, a missing path is an error.
 */
export function sharedData(...parts: string[]): string | undefined {
  const path = join(process.env.COLLOQUY_SHARED ?? resolve(root, '../shared'), ...parts);
  if (existsSync(path)) return path;
  if (process.env.COLLOQUY_NO_SKIP === '1') throw new Error(`Test data is missing: ${path}`);
  return undefined;
}
