import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@colloquy/client';
import type { LibraryDocument } from '@colloquy/protocol';
import { type FakeVendor, startFakeVendor } from '../fakes/fake-vendor.ts';
import { type Server, startColloquy } from '../spawn-colloquy.ts';

const ACCOUNT = { email: 'ada@example.org', password: 'correct horse battery' };

export interface HouseOptions {
  /** What the scripted provider says, instead of its greeting. */
  readonly reply?: Parameters<typeof startFakeVendor>[0];
  readonly environment?: (vendor: FakeVendor) => Readonly<Record<string, string>>;
}

/** A server as its own process, a scripted provider, and a person who is signed in. */
export class House {
  readonly folder: string;
  readonly vendor: FakeVendor;
  readonly #environment: Readonly<Record<string, string>>;
  #server: Server | undefined;
  #client: Client | undefined;
  #token: string | undefined;

  constructor(folder: string, vendor: FakeVendor, environment: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.vendor = vendor;
    this.#environment = environment;
  }

  get data(): string {
    return join(this.folder, 'data');
  }
  get server(): Server {
    return present(this.#server);
  }
  get client(): Client {
    return present(this.#client);
  }
  get token(): string {
    return present(this.#token);
  }
  get pid(): number {
    return present(this.server.child.pid);
  }

  /** Starts the server on the same data folder; the session of the first time goes on. */
  async start(): Promise<void> {
    this.#server = await startColloquy(this.data, this.#environment);
    const { url, code } = this.#server;
    if (this.#token === undefined) {
      const account = { ...ACCOUNT, nickname: 'Ada', ...(code === undefined ? {} : { code }) };
      this.#token = (await createClient({ baseUrl: url }).createAccount(account)).token;
    }
    this.#client = createClient({ baseUrl: url, token: this.#token });
  }

  /** Ends the server's own process without any warning. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.server.ended;
  }

  /** Ends the server in order; resolves to its exit code. */
  async stop(): Promise<number | null> {
    this.server.child.kill('SIGTERM');
    return (await this.server.ended).code;
  }

  async close(): Promise<void> {
    this.#server?.child.kill('SIGKILL');
    await this.#server?.ended;
    await this.vendor.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A request as the person who is signed in. */
  fetch(
    path: string,
    options: { readonly method?: string; readonly json?: unknown } = {},
  ): Promise<Response> {
    const { json, method = json === undefined ? 'GET' : 'POST' } = options;
    return fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  }

  /** Makes a base of these texts by name, and waits until all of them can be found. */
  async fill(
    files: Readonly<Record<string, string>>,
    baseName = 'Shelf',
  ): Promise<{ readonly baseId: string; readonly documents: readonly LibraryDocument[] }> {
    const { id: baseId } = await this.client.createBase({ name: baseName });
    const named = Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) }));
    await this.client.addDocuments(baseId, named);
    const documents = await this.client.waitForDocuments(baseId, { interval: 25 });
    const sad = documents.filter(({ status }) => status !== 'ready');
    if (sad.length > 0) throw new Error(`Not ready: ${JSON.stringify(sad)}`);
    return { baseId, documents };
  }
}

/** Opens a new house with a server that runs. */
export async function openHouse({ reply, environment }: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-promise-'));
  const vendor = await startFakeVendor(reply);
  const house = new House(folder, vendor, {
    COLLOQUY_CHAT_URL: vendor.baseUrl,
    COLLOQUY_CHAT_MODEL: 'fake',
    ...environment?.(vendor),
  });
  await house.start();
  return house;
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The server has not been started.');
  return value;
}
