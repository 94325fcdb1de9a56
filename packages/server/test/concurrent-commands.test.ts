import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type FakeVendor, startFakeVendor } from './fakes/fake-vendor.ts';
import { embeddingReply, textReply, type VendorReply } from './fakes/vendor-replies.ts';
import { finished, runColloquy, spawnColloquy } from './spawn-colloquy.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'data');
const QUESTION = 'When does award leave expire?';
const ANSWER = 'It expires one year after it is issued [ID:0].';

let vendor: FakeVendor;
/** What the model does not answer before it is released: answers, or the embedding of texts with this word. */
let answering: PromiseWithResolvers<void> | undefined;
let embedding: PromiseWithResolvers<void> | undefined;
const started: ChildProcess[] = [];

function reply({
  path,
  body,
}: {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}): VendorReply {
  const held = (steps: VendorReply, gate: PromiseWithResolvers<void> | undefined): VendorReply =>
    gate === undefined ? steps : { ...steps, steps: [gate.promise, ...steps.steps] };
  if (!path.endsWith('/embeddings')) return held(textReply([ANSWER]), answering);
  const texts = [body.input].flat().map(String);
  const vectors = texts.map((text) => [1, text.length, 0, 0, 0, 0, 0, 0]);
  const vector = embeddingReply(vectors, body.encoding_format === 'base64' ? 'base64' : 'float');
  return held(vector, texts.some((text) => text.includes('badge')) ? embedding : undefined);
}

function command(...words: readonly string[]): ChildProcess {
  const child = spawnColloquy([...words, '--data', data], environment());
  started.push(child);
  return child;
}

function environment(): Readonly<Record<string, string>> {
  return {
    COLLOQUY_CHAT_URL: vendor.baseUrl,
    COLLOQUY_CHAT_MODEL: 'fake',
    COLLOQUY_EMBEDDING_URL: vendor.baseUrl,
    COLLOQUY_EMBEDDING_MODEL: 'fake',
    COLLOQUY_EMBEDDING_DIMENSIONS: '8',
  };
}

async function asked(end: string, word: string): Promise<void> {
  const about = () =>
    vendor.requests.some(({ path, body }) => path.endsWith(end) && JSON.stringify(body).includes(word));
  await expect.poll(about, { timeout: 20_000, interval: 20 }).toBe(true);
}

async function page(name: string, text: string): Promise<string> {
  await mkdir(join(folder.path, 'pages'), { recursive: true });
  await writeFile(join(folder.path, 'pages', name), text);
  return join(folder.path, 'pages', name);
}

beforeAll(async () => {
  vendor = await startFakeVendor(reply);
  const leave = await page('leave.md', '# Leave\n\nAward leave expires one year after it is issued.\n');
  expect(await runColloquy(['ingest', leave, '--data', data], environment())).toMatchObject({ code: 0 });
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await vendor.close();
  folder.remove();
});

it('a command whose server another command uses stays until that one has ended', async () => {
  embedding = Promise.withResolvers();
  answering = Promise.withResolvers();
  const host = command('ingest', await page('badges-1.md', 'The first badge is processed on Wednesday.\n'));
  const hosting = finished(host);
  await asked('/embeddings', 'first badge');
  const guest = finished(command('ask', QUESTION));
  await asked('/chat/completions', QUESTION);
  let said = '';
  host.stderr?.on('data', (text: string) => {
    said += text;
  });
  embedding.resolve();
  await expect.poll(() => said, { timeout: 20_000 }).toContain('Waiting for another command');
  expect(host.exitCode).toBeNull();
  answering.resolve();
  const answer = await guest;
  expect(answer).toMatchObject({ code: 0, stderr: '' });
  expect(answer.stdout).toContain('It expires one year after it is issued');
  const ended = await hosting;
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain('1 ready');
  expect(existsSync(join(data, 'server.json'))).toBe(false);
}, 60_000);

it('a command that loses the server of another one takes the folder itself and comes to its end', async () => {
  embedding = Promise.withResolvers();
  answering = Promise.withResolvers();
  const seen = vendor.requests.length;
  const host = command('ask', `${QUESTION} Please.`);
  await asked('/chat/completions', `${QUESTION} Please.`);
  const guest = finished(
    command('ingest', await page('badges-2.md', 'The second badge is processed on Friday.\n')),
  );
  await asked('/embeddings', 'second badge');
  host.kill('SIGKILL');
  embedding.resolve();
  const outcome = await guest;
  expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/ 0 failed/) });
  expect(vendor.requests.length).toBeGreaterThan(seen);
  answering.resolve();
  answering = undefined;
  const both = await runColloquy(['ingest', join(folder.path, 'pages'), '--data', data], environment());
  expect(both.stdout).toContain('0 ready, 3 unchanged, 0 failed');
}, 60_000);
