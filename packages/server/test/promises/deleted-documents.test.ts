import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textReply } from '../fakes/vendor-replies.ts';
import { problemsOf } from './doctor.ts';
import { type House, openHouse } from './house.ts';

/** A model that has read the passage and cites it; it does not write the secret itself. */
const CITING = 'Award leave expires one year after it is issued [ID:0].';
const QUESTION = 'When does award leave expire?';

let house: House;

beforeAll(async () => {
  house = await openHouse({
    reply: ({ path, body }) =>
      path.endsWith('/chat/completions') && body.stream === true
        ? textReply([CITING])
        : { status: 404, steps: ['{}'] },
  });
});
afterAll(() => house.close());

type Step =
  | { readonly do: 'add' | 'ask' | 'kill' }
  | { readonly do: 'remove' | 'replace' | 'removeAndKill'; readonly which: number };

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('add' as const, 'ask' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('remove' as const, 'replace' as const, 'removeAndKill' as const),
        which: fc.nat(20),
      }),
    },
  ),
  { minLength: 10, maxLength: 14 },
);

interface Kept {
  readonly id: string;
  readonly name: string;
  /** By which a reader may say that it has the bytes already. */
  readonly tag: string;
  /** A word that stands in this document alone. */
  readonly secret: string;
}

let secrets = 0;

/** One base with its documents, what was asked about them, and what has been deleted. */
class Shelf {
  readonly #baseId: string;
  readonly kept: Kept[] = [];
  readonly gone: Kept[] = [];
  readonly #asked: { readonly conversationId: string; readonly turnId: string }[] = [];

  constructor(baseId: string) {
    this.#baseId = baseId;
  }

  async add(name?: string): Promise<void> {
    secrets += 1;
    const secret = `Zq${secrets}xylo${secrets * 7_919}`;
    const fileName = name ?? `leave-${secrets}.md`;
    const text = `# Leave\n\nUnder rule ${secret} award leave expires one year after it is issued.\n`;
    const { files } = await house.client.addDocuments(this.#baseId, [
      { name: fileName, data: Buffer.from(text) },
    ]);
    const id = files[0]?.document?.id ?? '';
    await house.client.waitForDocuments(this.#baseId, { ids: [id], interval: 20 });
    const { headers } = await house.fetch(`/documents/${id}/content`);
    const kept = { id, name: fileName, tag: headers.get('etag') ?? '', secret };
    this.kept.push(kept);
    // Everything that is refused later is told now: the refusals prove something.
    const told = await Promise.all(windowsOf(kept).map(look));
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200, 206, 304]);
    expect(told.map(({ said }) => said.includes(secret))).toEqual([false, true, true, true, true, false]);
  }

  /**
   * Asks, so that an answer, its citations and its journal refer to what is on the shelf; in an old conversation it is
   * a further question about what was said there. Gives all that was said.
   */
  async ask(old?: string): Promise<string> {
    const conversationId = old ?? (await house.client.createConversation()).id;
    const said: unknown[] = [];
    const asked = house.vendor.requests.length;
    for await (const { event } of house.client.ask({
      conversationId,
      question: QUESTION,
      baseIds: [this.#baseId],
    })) {
      if (event.type === 'turn-start') this.#asked.push({ conversationId, turnId: event.turnId });
      said.push(event);
    }
    const prompts = house.vendor.requests.slice(asked).map(({ body }) => body);
    return JSON.stringify([said, prompts]);
  }

  async remove(which: number): Promise<Kept | undefined> {
    const [document] = this.kept.splice(which % Math.max(1, this.kept.length), 1);
    if (document === undefined) return undefined;
    if (which % 2 === 0) {
      const answer = await house.fetch(`/documents/${document.id}`, { method: 'DELETE' });
      expect(answer.status).toBe(204);
    } else {
      const answer = await house.fetch(`/bases/${this.#baseId}/removals`, { json: { ids: [document.id] } });
      expect([answer.status, await answer.json()]).toEqual([200, { done: [document.id], left: [] }]);
    }
    this.gone.push(document);
    return document;
  }

  /** Everything that the server tells of this shelf and of what was asked about it. */
  async everything(): Promise<string> {
    const told = [await this.ask(), await this.ask(this.#asked[0]?.conversationId), await text('/bases')];
    for (const path of ['documents', 'documents?search=rule', 'document-ids'])
      told.push(await text(`/bases/${this.#baseId}/${path}`));
    for (const { conversationId, turnId } of this.#asked) {
      told.push(await text(`/conversations/${conversationId}`));
      told.push(await text(`/v1/conversation/get?conversation_id=${conversationId}`));
      told.push(await text(`/turns/${turnId}/events`));
    }
    return told.join('\n');
  }
}

interface Window {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The ways to a document: its row, its text and its bytes, both whole and in part, and what a cache asks. */
function windowsOf({ id, tag }: Pick<Kept, 'id' | 'tag'>): readonly Window[] {
  const content = `/documents/${id}/content`;
  return [
    { path: `/documents/${id}` },
    { path: `/documents/${id}/text` },
    { path: `/documents/${id}/text?start=10&end=60` },
    { path: content },
    { path: content, headers: { range: `bytes=10-`, 'if-range': tag } },
    { path: content, headers: { 'if-none-match': tag } },
  ];
}

async function look({ path, headers }: Window): Promise<{ readonly status: number; readonly said: string }> {
  const authorization = `Bearer ${house.token}`;
  const answer = await fetch(`${house.server.url}${path}`, { headers: { authorization, ...headers } });
  return { status: answer.status, said: await answer.text() };
}

async function text(path: string): Promise<string> {
  const answer = await house.fetch(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
}

async function restart(): Promise<void> {
  await house.kill();
  await house.start();
}

async function take(shelf: Shelf, step: Step): Promise<void> {
  if (step.do === 'add') return shelf.add();
  if (step.do === 'kill') return restart();
  if (!('which' in step)) {
    const said = await shelf.ask();
    // The check below could not fail if the secrets were never told.
    if (shelf.kept.length > 0) expect(shelf.kept.some(({ secret }) => said.includes(secret))).toBe(true);
    return;
  }
  const removed = await shelf.remove(step.which);
  if (removed !== undefined && step.do === 'replace') await shelf.add(removed.name);
  if (step.do === 'removeAndKill') await restart();
}

async function expectNothingOf(shelf: Shelf): Promise<void> {
  const told = await shelf.everything();
  expect(shelf.gone.filter(({ secret }) => told.includes(secret))).toEqual([]);
  for (const document of shelf.gone) {
    for (const window of windowsOf(document)) {
      const { status, said } = await look(window);
      expect([window, status, said.includes(document.secret)]).toEqual([window, 404, false]);
    }
  }
}

it('P16, S14: after a delete was answered no byte comes back, whatever follows, kills included', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const { id } = await house.client.createBase({ name: `Shelf ${secrets}` });
      const shelf = new Shelf(id);
      await shelf.add();
      await shelf.ask();
      for (const step of sequence) {
        const before = shelf.gone.length;
        await take(shelf, step);
        if (shelf.gone.length > before || step.do === 'kill') await expectNothingOf(shelf);
      }
      await expectNothingOf(shelf);
      expect(await problemsOf(house.data)).toEqual([]);
    }),
    { numRuns: Number(process.env.COLLOQUY_DELETE_RUNS ?? 2), endOnFailure: true },
  );
}, 120_000);
