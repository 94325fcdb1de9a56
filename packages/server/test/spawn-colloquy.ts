import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const program = resolve(root, 'packages/server/src/cli/colloquy.ts');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs `colloquy` as its own process. The working directory is the repository unless said otherwise. */
export function spawnColloquy(words: readonly string[], environment: Environment = {}): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], {
    cwd: root,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export function runColloquy(words: readonly string[], environment: Environment = {}): Promise<Finished> {
  return finished(spawnColloquy(words, environment));
}

/** Collects what a process prints until it has ended. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done) => {
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
}

export interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  /** The one-time code, while no account exists. */
  readonly code: string | undefined;
  readonly ended: Promise<Finished>;
}

/** Starts a server on a free port and waits until it has said that it is ready. */
export async function startColloquy(
  data: string,
  environment: Environment = {},
  ...words: string[]
): Promise<Server> {
  const child = spawnColloquy(['start', '--data', data, '--port', '0', ...words], environment);
  const ended = finished(child);
  const ready = new Promise<{ url: string; code: string | undefined }>((done) => {
    let seen = '';
    child.stdout?.on('data', (text: string) => {
      seen += text;
      const match = /(http:\/\/[^\s/]+)\/(?:#code=(\S+))?\s/.exec(seen);
      if (match?.[1] !== undefined) done({ url: match[1], code: match[2] });
    });
  });
  const outcome = await Promise.race([ready, ended]);
  if (!('url' in outcome)) throw new Error(`The server ended with ${outcome.code}: ${outcome.stderr}`);
  return { child, ended, ...outcome };
}

function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^COLLOQUY_(?!SHARED)/.test(name),
  );
  return Object.fromEntries(entries) as Record<string, string>;
}
