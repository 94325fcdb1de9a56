import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Client, createClient } from '@colloquy/client';
import type { Config } from '../config.ts';
import { AppError } from '../domain/errors.ts';
import { keepFilesPrivate } from './command.ts';

/** A server to talk to as the owner, with what ends the talk. */
export interface Connection {
  readonly client: Client;
  close(): Promise<void>;
}

/** How long a command waits for another one that is just taking the folder, or about to leave it. */
const TAKEN_MILLISECONDS = 15_000;
const LOOK_AGAIN_MILLISECONDS = 100;

/**
 * Speaks to the server that holds the data folder, if one runs; otherwise runs one inside this process, on a free
 * loopback port, for as long as the command takes. Either way commands use one and the same API.
 * @throws AppError `conflict` when the folder stays taken by something that does not answer
 */
export async function connect(config: Config): Promise<Connection> {
  const giveUpAt = performance.now() + TAKEN_MILLISECONDS;
  for (;;) {
    const running = await findRunning(config.data);
    if (running !== undefined) return { client: running, close: () => Promise.resolve() };
    try {
      return await runHere(config);
    } catch (error) {
      if (!isTaken(error) || performance.now() > giveUpAt) throw error;
    }
    await setTimeout(LOOK_AGAIN_MILLISECONDS);
  }
}

async function runHere(config: Config): Promise<Connection> {
  // Loaded only here: a command that speaks to a running server starts in a fraction of the time.
  const { startServer } = await import('../main.ts');
  keepFilesPrivate();
  const server = await startServer({ ...config, host: '127.0.0.1', port: 0 }, { forCommand: true });
  return {
    client: createClient({ baseUrl: server.url, token: server.localToken }),
    close: () => server.close(),
  };
}

function isTaken(error: unknown): boolean {
  return error instanceof AppError && error.code === 'conflict' && error.field === 'data';
}

async function findRunning(folder: string): Promise<Client | undefined> {
  try {
    const { url, token } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as {
      url: string;
      token: string;
    };
    const client = createClient({ baseUrl: url, token });
    await client.account(AbortSignal.timeout(2_000));
    return client;
  } catch {
    return undefined;
  }
}
