import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Client, ColloquyError, createClient } from '@colloquy/client';
import { closeToGuests, joinAsGuest } from '../compose-folder.ts';
import type { Config } from '../config.ts';
import { AppError } from '../domain/errors.ts';
import { keepFilesPrivate } from './command.ts';

/** How long a command waits for another one that is just taking the folder, or about to leave it. */
const TAKEN_MILLISECONDS = 15_000;
const LOOK_AGAIN_MILLISECONDS = 100;
/** A host that waits for its guests longer than this says so. */
const SILENT_MILLISECONDS = 1_000;
/** So many servers may be lost, one after the other, before a command gives up. */
const LOSSES = 3;

/** A server to talk to as the owner. */
interface Connection {
  readonly client: Client;
  /** The server runs in another process, which may end. */
  readonly borrowed: boolean;
  close(): Promise<void>;
}

/**
 * Works with the server that holds the data folder, if one runs; otherwise runs one inside this process, on a free
 * loopback port, for as long as the work takes and other commands use it. Either way commands use one and the same
 * API. When the server of another process is lost, the work is done again from its beginning: it must bear that.
 * @throws AppError `conflict` when the folder stays taken by something that does not answer
 */
export async function withServer<Result>(
  config: Config,
  signal: AbortSignal,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  keepFilesPrivate();
  for (let losses = 1; ; losses += 1) {
    const connection = await connect(config, signal);
    try {
      return await work(connection.client);
    } catch (error) {
      if (!connection.borrowed || !isLoss(error) || losses >= LOSSES) throw error;
    } finally {
      await connection.close();
    }
  }
}

/** The server gave no answer, or is just ending. */
function isLoss(error: unknown): boolean {
  return error instanceof ColloquyError && (error.status === 0 || error.status === 503);
}

async function connect(config: Config, signal: AbortSignal): Promise<Connection> {
  const giveUpAt = performance.now() + TAKEN_MILLISECONDS;
  for (;;) {
    signal.throwIfAborted();
    // First the sign, then the look: a server that is seen afterwards stays.
    const guest = joinAsGuest(config.data);
    const client = guest === undefined ? undefined : await findRunning(config.data);
    if (client !== undefined) return { client, borrowed: true, close: async () => guest?.release() };
    guest?.release();
    try {
      return await runHere(config, signal);
    } catch (error) {
      if (!isTaken(error) || performance.now() > giveUpAt) throw error;
    }
    await setTimeout(LOOK_AGAIN_MILLISECONDS);
  }
}

async function runHere(config: Config, signal: AbortSignal): Promise<Connection> {
  // Loaded only here: a command that speaks to a running server starts in a fraction of the time.
  const { startServer } = await import('../main.ts');
  const server = await startServer({ ...config, host: '127.0.0.1', port: 0 }, { forCommand: true });
  return {
    client: createClient({ baseUrl: server.url, token: server.localToken }),
    borrowed: false,
    async close() {
      const closed = await guestsLeft(config.data, signal);
      await server.close();
      closed?.release();
    },
  };
}

/** Waits for the commands that use this server, unless the person does not want to. */
async function guestsLeft(folder: string, signal: AbortSignal): Promise<{ release(): void } | undefined> {
  const begun = performance.now();
  let told = false;
  for (;;) {
    const closed = closeToGuests(folder);
    if (closed !== undefined || signal.aborted) return closed;
    if (!told && performance.now() - begun > SILENT_MILLISECONDS) {
      process.stderr.write('Waiting for another command that uses this data folder (Ctrl-C ends it).\n');
      told = true;
    }
    await setTimeout(LOOK_AGAIN_MILLISECONDS);
  }
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
