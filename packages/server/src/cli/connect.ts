import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@colloquy/client';
import type { Config } from '../config.ts';

/** A server to talk to as the owner, with what ends the talk. */
export interface Connection {
  readonly client: Client;
  close(): Promise<void>;
}

/**
 * Speaks to the server that holds the data folder, if one runs; otherwise runs one inside this process, on a free
 * loopback port, for as long as the command takes. Either way commands use one and the same API.
 */
export async function connect(config: Config): Promise<Connection> {
  const running = await findRunning(config.data);
  if (running !== undefined) return { client: running, close: () => Promise.resolve() };
  // Loaded only here: a command that speaks to a running server starts in a fraction of the time.
  const { startServer } = await import('../main.ts');
  const server = await startServer({ ...config, host: '127.0.0.1', port: 0 }, { forCommand: true });
  return {
    client: createClient({ baseUrl: server.url, token: server.localToken }),
    close: () => server.close(),
  };
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
