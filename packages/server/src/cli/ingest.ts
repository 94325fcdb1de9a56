import type { Client } from '@colloquy/client';
import { CONFIG_FLAGS, readConfig } from '../config.ts';
import { addFiles, type FileOutcome } from './add-files.ts';
import { type Command, EXIT, usageError } from './command.ts';
import { withServer } from './connect.ts';
import { findFiles } from './find-files.ts';
import { createProgressBar } from './progress-bar.ts';

const DEFAULT_BASE = 'Library';

/** `colloquy ingest PATH...`: files, folders and patterns into a base; one line an outcome. */
export const ingest: Command = {
  name: 'ingest',
  summary: 'Puts files, folders or glob patterns into a base and waits until they can be searched.',
  usage: 'PATH... [--base NAME] [--json]',
  help: {
    '--base NAME': `base to put them into, made when it is missing (${DEFAULT_BASE})`,
    '--json': 'print one JSON object with the outcome of each file',
    '--host, --port, --data': 'as for start',
  },
  options: { ...CONFIG_FLAGS, base: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, positionals, signal }) {
    if (positionals.length === 0) throw usageError('Name at least one file, folder or pattern to ingest.');
    const { config } = readConfig(values);
    const files = await findFiles(positionals);
    if (files.length === 0) throw usageError('There are no files in what was named.');
    const bar = createProgressBar();
    const name = typeof values.base === 'string' ? values.base : DEFAULT_BASE;
    const print = values.json === true ? printJson : printLines;
    return withServer(config, signal, async (client) => {
      try {
        const base = await findOrCreateBase(client, name);
        const outcomes = await addFiles(client, base, files, { signal, onProgress: bar.show });
        bar.clear();
        print(outcomes);
        return outcomes.every((item) => item.outcome !== 'failed') ? EXIT.answered : EXIT.failure;
      } finally {
        bar.clear();
      }
    });
  },
};

async function findOrCreateBase(client: Client, name: string): Promise<string> {
  const wanted = name.toLowerCase();
  const standing = (await client.bases()).find((base) => base.name.toLowerCase() === wanted);
  return (standing ?? (await client.createBase({ name }))).id;
}

function totalsOf(outcomes: readonly FileOutcome[]): Record<FileOutcome['outcome'], number> {
  const count = (outcome: FileOutcome['outcome']): number =>
    outcomes.filter((item) => item.outcome === outcome).length;
  return { ready: count('ready'), unchanged: count('unchanged'), failed: count('failed') };
}

function printJson(outcomes: readonly FileOutcome[]): void {
  process.stdout.write(`${JSON.stringify({ ...totalsOf(outcomes), files: outcomes })}\n`);
}

function printLines(outcomes: readonly FileOutcome[]): void {
  for (const { name, outcome, passages, problem } of outcomes) {
    const detail =
      outcome === 'failed' ? (problem?.message ?? 'no reason was given') : `${passages} passages`;
    process.stdout.write(`${outcome.padEnd(9)}  ${name}  (${detail})\n`);
  }
  const { ready, unchanged, failed } = totalsOf(outcomes);
  process.stdout.write(`${ready} ready, ${unchanged} unchanged, ${failed} failed\n`);
}
