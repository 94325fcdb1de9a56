import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Client } from '@colloquy/client';
import { findFiles, type LocalFile } from './find-files.ts';
import { synchronise } from './synchronise.ts';

const NAME = 'Colloquy documentation';
const KEY = 'colloquy:documentation';
const SETTING = 'sample-library';

interface State {
  readonly version: string;
  readonly baseId: string;
}

/** Where the state of the sample library is remembered. */
export interface SampleSettings {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/**
 * Brings the sample library, Colloquy's own documentation, up to date: made on the first start, changed when the
 * pages have changed, and left alone for ever once a person has deleted it.
 */
export async function refreshSampleLibrary(
  { client, settings }: { readonly client: Client; readonly settings: SampleSettings },
  folder: string,
  signal: AbortSignal,
): Promise<'made' | 'current' | 'deleted'> {
  const files = (await findFiles([folder])).filter((file) => file.name.endsWith('.md'));
  const version = await versionOf(files);
  const state = JSON.parse((await settings.get(SETTING)) ?? 'null') as State | null;
  if (state?.version === version) return 'current';
  if (state !== null && !(await client.bases(signal)).some((base) => base.id === state.baseId))
    return 'deleted';
  const base = await client.createBase({ name: NAME, key: KEY });
  await settings.set(SETTING, JSON.stringify({ version: '', baseId: base.id } satisfies State));
  await synchronise(client, base.id, files, { signal });
  await settings.set(SETTING, JSON.stringify({ version, baseId: base.id } satisfies State));
  return 'made';
}

/** Changes whenever the name or the content of a page does. */
async function versionOf(files: readonly LocalFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, name } of files) {
    hash.update(`${name}\0`);
    hash.update(await readFile(path));
  }
  return hash.digest('hex');
}
