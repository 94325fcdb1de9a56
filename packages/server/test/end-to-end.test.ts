import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, type TurnEvent } from '@colloquy/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeVendor, startFakeVendor } from './fakes/fake-vendor.ts';
import { chunk, SILENCE, streamReply, textReply } from './fakes/vendor-replies.ts';
import { type Server, startColloquy } from './spawn-colloquy.ts';

const PAGE =
  '# Leave\n\nYou can carry over a maximum of 240 annual leave hours.\n\nAward leave expires one year after it is issued.\n';
const ACCOUNT = { email: 'Ada@Example.org', nickname: 'Ada', password: 'correct horse battery' };

let folder: string;
let vendor: FakeVendor;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'colloquy-e2e-'));
  vendor = await startFakeVendor();
});

afterAll(async () => {
  await vendor.close();
  await rm(folder, { recursive: true, force: true });
});

const withModel = (): Record<string, string> => ({
  COLLOQUY_CHAT_URL: vendor.baseUrl,
  COLLOQUY_CHAT_MODEL: 'fake',
  COLLOQUY_CHAT_KEY: 'sk-e2e-secret',
});

async function signIn(server: Server): Promise<{ client: Client; token: string }> {
  const visitor = createClient({ baseUrl: server.url });
  const { token } =
    server.code === undefined
      ? await visitor.signIn({ email: ACCOUNT.email, password: ACCOUNT.password })
      : await visitor.createAccount({ ...ACCOUNT, code: server.code });
  return { client: createClient({ baseUrl: server.url, token }), token };
}

async function addPage(client: Client): Promise<string> {
  const base = await client.createBase({ name: 'Handbook' });
  await client.addDocuments(base.id, [{ name: 'leave.md', data: new TextEncoder().encode(PAGE) }]);
  const [document] = await client.waitForDocuments(base.id, { interval: 50 });
  expect(document).toMatchObject({ name: 'leave.md', status: 'ready' });
  return base.id;
}

async function stop(server: Server): Promise<void> {
  server.child.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
}

describe('the whole server, offline', () => {
  let server: Server;
  let client: Client;
  let token: string;
  let baseId: string;

  beforeAll(async () => {
    server = await startColloquy(join(folder, 'offline'));
    ({ client, token } = await signIn(server));
    baseId = await addPage(client);
  });

  afterAll(() => stop(server));

  it('lets nobody make a first account without the code', async () => {
    const other = await startColloquy(join(folder, 'no-code'));
    const attempt = createClient({ baseUrl: other.url }).createAccount({ ...ACCOUNT, code: 'wrong' });
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    await stop(other);
  });

  it('answers with a quote that stands in the document, and stores it', async () => {
    const conversation = await client.createConversation({ name: 'Leave' });
    const seen: TurnEvent[] = [];
    const turn = {
      conversationId: conversation.id,
      baseIds: [baseId],
      question: 'When does award leave expire?',
    };
    for await (const item of client.ask(turn)) seen.push(item);
    expect(seen.map((item) => item.seq)).toEqual(seen.map((_, index) => index + 1));
    const end = seen.at(-1)?.event;
    if (end?.type !== 'answer-end') throw new Error(`ended with ${end?.type}`);
    const deltas = seen.map(({ event }) => (event.type === 'text-delta' ? event.delta : '')).join('');
    expect(end.answer.text).toBe(deltas);
    const [citation] = end.answer.citations;
    expect(citation?.quote).toBe('Award leave expires one year after it is issued.');
    const source = end.answer.sources[citation?.marker ?? -1];
    expect(source?.text.slice(citation?.span.start, citation?.span.end)).toBe(citation?.quote);
    const text = await client.documentText(citation?.documentId ?? '', {
      start: citation?.start ?? 0,
      end: citation?.end ?? 0,
    });
    expect(text.text).toBe(citation?.quote);

    const stored = await client.conversation(conversation.id);
    expect(stored.exchanges[0]?.answers[0]).toMatchObject({
      status: 'done',
      answer: { text: deltas, citations: [{ quote: citation?.quote }] },
    });
  });

  it('shows nothing of a deleted document, in old answers neither', async () => {
    const base = await client.createBase({ name: 'Short-lived' });
    const bytes = new TextEncoder().encode('# Zebras\n\nThe zebra Quillfeather lives in stable nine.\n');
    await client.addDocuments(base.id, [{ name: 'zebra.md', data: bytes }]);
    const [document] = await client.waitForDocuments(base.id, { interval: 50 });
    const conversation = await client.createConversation();
    const turn = {
      conversationId: conversation.id,
      baseIds: [base.id],
      question: 'Where does Quillfeather live?',
    };
    for await (const { event } of client.ask(turn))
      if (event.type === 'answer-end') expect(event.answer.citations).toHaveLength(1);
    await client.deleteDocument(document?.id ?? '');
    const stored = await client.conversation(conversation.id);
    const answer = stored.exchanges[0]?.answers[0]?.answer;
    expect(answer?.citations[0]).toMatchObject({ deleted: true, quote: '', documentName: '' });
    expect(JSON.stringify(answer?.sources)).not.toContain('Quillfeather');
    for await (const { event } of client.ask({ ...turn, question: 'Where does Quillfeather live now?' })) {
      if (event.type === 'answer-end') expect(event.answer.sources).toEqual([]);
    }
    await expect(client.documentText(document?.id ?? '')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('answers the old dialect on the same conversation', async () => {
    const [dialog] = await client.dialogs();
    const post = (path: string, body: unknown): Promise<Response> =>
      fetch(`${server.url}/v1/conversation/${path}`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const made = await (
      await post('set', { conversation_id: 'c'.repeat(32), is_new: true, name: 'Old', dialog_id: dialog?.id })
    ).json();
    expect(made).toMatchObject({ code: 0, data: { id: 'c'.repeat(32), reference: [] } });
    const response = await post('completion', {
      conversation_id: 'c'.repeat(32),
      messages: [{ role: 'user', content: 'How many annual leave hours can be carried over?', id: 'm1' }],
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const frames = (await response.text()).split('\n\n').filter((frame) => frame.startsWith('data:'));
    expect(frames.at(-1)).toBe('data:{"code":0,"message":"","data":true}');
    const final = JSON.parse(frames.at(-2)?.slice(5) ?? '');
    expect(final.data.answer).toContain('240');
    expect(final.data.reference.chunks[0]).toHaveProperty('document_name');
  });

  it('keeps the secrets of the installation to itself', async () => {
    const { mode } = await import('node:fs').then(({ statSync }) =>
      statSync(join(folder, 'offline', 'server.json')),
    );
    expect(mode & 0o077).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'offline', 'server.json'), 'utf8'))).toMatchObject({
      pid: server.child.pid,
      url: server.url,
    });
  });
});

describe('the whole server, with a model', () => {
  it('drops a citation that its passage does not support, and never sends the key back', async () => {
    const server = await startColloquy(join(folder, 'model'), withModel());
    const { client } = await signIn(server);
    const baseId = await addPage(client);
    vendor.next(
      textReply([
        'Award leave expires ',
        'one year after it is issued [ID',
        ':0]. The moon is made ',
        'of green cheese [ID:0].',
      ]),
    );
    let answer = '';
    let deltas = '';
    for await (const { event } of client.ask({
      baseIds: [baseId],
      question: 'When does award leave expire?',
    })) {
      if (event.type === 'text-delta') deltas += event.delta;
      if (event.type === 'answer-end') answer = event.answer.text;
    }
    expect(answer).toBe(deltas);
    expect(answer).toContain('[ID:0]');
    expect(answer.match(/\[ID:/g)).toHaveLength(1);
    vendor.next({
      status: 401,
      headers: { 'content-type': 'application/json' },
      steps: ['{"error":{"message":"bad key sk-e2e-secret"}}'],
    });
    const events = [];
    for await (const { event } of client.ask({
      baseIds: [baseId],
      question: 'When does award leave expire?',
    }))
      events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'error', problem: { code: 'model-auth' } });
    await stop(server);
    const { stdout, stderr } = await server.ended;
    expect(JSON.stringify(events) + stdout + stderr).not.toContain('sk-e2e-secret');
  });

  it('P2: after kill -9 in mid-stream the turn replays and ends interrupted', async () => {
    const data = join(folder, 'killed');
    const first = await startColloquy(data, withModel());
    const { client } = await signIn(first);
    await addPage(client);
    const conversation = await client.createConversation();
    vendor.next(
      streamReply(
        chunk({ role: 'assistant', content: 'The first words ' }),
        chunk({ content: 'were said' }),
        SILENCE,
      ),
    );
    const seen: TurnEvent[] = [];
    const reading = (async () => {
      for await (const item of client.ask(
        { conversationId: conversation.id, question: 'Say something.' },
        { attempts: 1 },
      )) {
        seen.push(item);
        if (item.event.type === 'text-delta') first.child.kill('SIGKILL');
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
    await first.ended;

    const second = await startColloquy(data, withModel());
    const { client: again } = await signIn(second);
    const turnId = seen[0]?.event.type === 'turn-start' ? seen[0].event.turnId : '';
    const replay: TurnEvent[] = [];
    for await (const item of again.follow(turnId)) replay.push(item);
    expect(replay.slice(0, seen.length)).toEqual(seen);
    expect(replay.at(-1)?.event).toMatchObject({ type: 'error', problem: { code: 'interrupted' } });
    const stored = (await again.conversation(conversation.id)).exchanges[0]?.answers[0];
    expect(stored).toMatchObject({ status: 'interrupted' });
    expect(stored?.answer.text).toContain('The first words');
    await stop(second);
  });

  it('drains in bounded time: a running answer is kept as interrupted', async () => {
    const server = await startColloquy(join(folder, 'drained'), {
      ...withModel(),
      COLLOQUY_DRAIN_SECONDS: '0',
    });
    const { client } = await signIn(server);
    await addPage(client);
    const conversation = await client.createConversation();
    vendor.next(streamReply(chunk({ content: 'Half a' }), SILENCE));
    const seen: TurnEvent[] = [];
    for await (const item of client.ask({
      conversationId: conversation.id,
      question: 'When does award leave expire?',
    })) {
      seen.push(item);
      if (item.event.type === 'text-delta') server.child.kill('SIGTERM');
    }
    expect(seen.at(-1)?.event).toMatchObject({ type: 'error', problem: { code: 'interrupted' } });
    expect((await server.ended).code).toBe(0);
  });
});
