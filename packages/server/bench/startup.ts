// How long a start takes on a folder that is there already, by the way that `npm start` goes, and what it then holds.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { end } from './child-process.ts';
import { clock, createLoadMeter, median, residentMegabytes, rounded } from './process-figures.ts';

export interface StartupResult {
  /** From the start of the launcher to the line that says ready. */
  readonly readySeconds: number;
  /** Resident memory of the server after it has been left alone. */
  readonly idleMegabytes: number;
  /** Of the first start, on an empty folder. */
  readonly firstReadySeconds: number;
  readonly load: number;
}

const ROUNDS = 5;
const IDLE_MILLISECONDS = 3_000;
const root = resolve(import.meta.dirname, '../../..');

/** One start on an empty folder, then the median of five. Prints a line unless `json`. */
export async function run(options: { readonly json: boolean }): Promise<StartupResult> {
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-startup-'));
  try {
    const first = await start(folder);
    const load = createLoadMeter();
    const rounds: Awaited<ReturnType<typeof start>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await start(folder));
    const result = {
      readySeconds: rounded(median(rounds.map(({ seconds }) => seconds)), 2),
      idleMegabytes: rounded(median(rounds.map(({ megabytes }) => megabytes)), 0),
      firstReadySeconds: rounded(first.seconds, 2),
      load: rounded(load(), 2),
    };
    if (!options.json)
      console.log(
        `ready after ${result.readySeconds} s (first time ${result.firstReadySeconds} s), idle ${result.idleMegabytes} MB`,
      );
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(folder: string): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const began = clock();
  const launcher = spawn(
    'node',
    ['scripts/launch.mjs', 'packages/server/src/cli/colloquy.ts', 'start', '--data', folder, '--port', '0'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await ready(launcher);
    const seconds = (clock() - began) / 1000;
    const { pid } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8')) as { pid: number };
    await setTimeout(IDLE_MILLISECONDS);
    return { seconds, megabytes: residentMegabytes(pid) };
  } finally {
    await end(launcher);
  }
}

async function ready({ stdout }: ChildProcess): Promise<void> {
  let said = '';
  for await (const piece of stdout ?? []) {
    said += piece;
    if (said.includes('Colloquy is ready')) return;
  }
  throw new Error('The server ended before it was ready.');
}
