// The product as its own process on a folder of its own, with one person and a small library.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@colloquy/client';
import { startColloquy } from '../test/spawn-colloquy.ts';
import { end } from './child-process.ts';
import { DOCUMENTS } from './scripted-answer.ts';

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  readonly client: Client;
  /** Session token of the person. */
  readonly token: string;
  readonly baseId: string;
  stop(): Promise<void>;
}

const ACCOUNT = { email: 'bench@example.org', nickname: 'Bench', password: 'a password of a benchmark' };

/** Starts the product with the provider's model, makes the first account and waits until the library is searchable. */
export async function startBenchServer(
  provider: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-bench-'));
  const server = await startColloquy(folder, {
    COLLOQUY_CHAT_URL: provider,
    COLLOQUY_CHAT_MODEL: 'bench',
    ...environment,
  });
  const { url, child, code = '' } = server;
  const { token } = await createClient({ baseUrl: url }).createAccount({ ...ACCOUNT, code });
  const client = createClient({ baseUrl: url, token });
  const { id: baseId } = await client.createBase({ name: 'Harbour guide' });
  await client.addDocuments(baseId, DOCUMENTS);
  for (const { id } of await client.bases()) await client.waitForDocuments(id);
  return {
    url,
    pid: child.pid ?? 0,
    client,
    token,
    baseId,
    async stop() {
      await end(child);
      const { stderr } = await server.ended;
      if (stderr !== '') process.stderr.write(stderr);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
