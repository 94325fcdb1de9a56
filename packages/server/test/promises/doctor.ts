import type { Diagnosis } from '@colloquy/protocol';
import { runColloquy } from '../spawn-colloquy.ts';

/** What `colloquy doctor` finds wrong with database, documents and files of a data folder. */
export async function problemsOf(data: string): Promise<Diagnosis['checks']> {
  const { stdout, stderr } = await runColloquy(['doctor', '--json', '--data', data]);
  if (stdout === '') throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as Diagnosis;
  const named = checks.filter(({ name }) => /^(database|documents|orphans|files)$/.test(name));
  if (named.length !== 4) throw new Error(`The doctor did not look at everything: ${stdout}`);
  return named.filter(({ ok }) => !ok);
}
