import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { compose } from './compose.ts';
import { lockDataFolder } from './compose-folder.ts';
import type { Config } from './config.ts';
import { prepareDataFolder } from './data-folder.ts';
import { AppError } from './domain/errors.ts';

export interface StartOptions {
  /** Told each line that a person should read. */
  readonly announce?: (line: string) => void;
  /** Serves one command of the command line: no announcement, no sample library. */
  readonly forCommand?: boolean;
}

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Lets a program on this machine act as the owner; also in DATA/server.json. */
  readonly localToken: string;
  /** Takes no new work, lets running answers end for a bounded time, stores the rest, and frees port and folder. */
  close(): Promise<void>;
}

/**
 * Opens the data folder, composes the server and listens.
 * @throws AppError `conflict` when the folder or the port is taken, `store-unavailable` when the folder cannot be used
 */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  prepareDataFolder(config.data);
  const lock = lockDataFolder(config.data);
  try {
    return await serve(config, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function serve(
  config: Config,
  options: StartOptions,
  lock: { release(): void },
): Promise<RunningServer> {
  const localToken = randomBytes(32).toString('base64url');
  const firstAccountCode = randomBytes(9).toString('base64url');
  const composition = await compose(config, { localToken, firstAccountCode });
  const file = join(config.data, 'server.json');
  const close = async (): Promise<void> => {
    rmSync(file, { force: true });
    await composition.close();
    lock.release();
  };
  try {
    await listen(composition.app, config);
    const url = addressOf(composition.app.server.address() as AddressInfo);
    const description = { pid: process.pid, url, token: localToken, startedAt: new Date().toISOString() };
    writeFileSync(file, JSON.stringify(description), { mode: 0o600 });
    await composition.begin({ sampleLibrary: options.forCommand !== true, url });
    if (options.announce !== undefined)
      await announce(options.announce, url, composition.needsFirstAccount, firstAccountCode);
    // A server may run for months and end by force: what its start has compiled is worth keeping now.
    flushCompileCache();
    return { url, localToken, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function announce(
  say: (line: string) => void,
  url: string,
  needsFirstAccount: () => Promise<boolean>,
  code: string,
): Promise<void> {
  if (await needsFirstAccount()) {
    say(`Colloquy is ready. Open this address to make the first account:\n\n  ${url}/#code=${code}\n`);
  } else {
    say(`Colloquy is ready at ${url}/`);
  }
}

interface Listening {
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
}

async function listen(app: Listening, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'conflict',
        `Port ${port} on ${host} is taken by another program. Choose another with --port.`,
        { cause, field: 'port' },
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      throw new AppError(
        'invalid-request',
        `${host} is not an address of this machine. Choose another with --host.`,
        { cause, field: '--host' },
      );
    }
    if (code === 'EACCES') {
      throw new AppError(
        'forbidden',
        `Port ${port} may not be used by this user. Choose one above 1023 with --port.`,
        { cause, field: 'port' },
      );
    }
    throw cause;
  }
}

/** The address by which this machine reaches the server. */
function addressOf({ address, family, port }: AddressInfo): string {
  const everywhere = address === '0.0.0.0' || address === '::';
  const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
