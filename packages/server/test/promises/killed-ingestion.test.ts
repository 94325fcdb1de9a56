import type { LibraryDocument } from '@colloquy/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddingReply, textReply } from '../fakes/vendor-replies.ts';
import { problemsOf } from './doctor.ts';
import { type House, openHouse } from './house.ts';

const KILLS = Number(process.env.COLLOQUY_KILLS ?? 10);
const FILES = 200;
const PATIENCE = 30_000;

let house: House;
let baseId: string;
/** While it is open, the embedding model does not answer. */
let held: PromiseWithResolvers<void> | undefined;
/** Resolves at the model's next request. */
let asked = Promise.withResolvers<void>();

beforeAll(async () => {
  house = await openHouse({
    reply({ path, body }) {
      if (!path.endsWith('/embeddings')) return textReply(['Hello.']);
      asked.resolve();
      const vectors = [body.input].flat().map((text) => [1, String(text).length, 0, 0, 0, 0, 0, 0]);
      const reply = embeddingReply(vectors, body.encoding_format === 'base64' ? 'base64' : 'float');
      return held === undefined ? reply : { ...reply, steps: [held.promise, ...reply.steps] };
    },
    environment: ({ baseUrl }) => ({
      COLLOQUY_EMBEDDING_URL: baseUrl,
      COLLOQUY_EMBEDDING_MODEL: 'fake',
      COLLOQUY_EMBEDDING_DIMENSIONS: '8',
    }),
  });
  await removeSampleLibrary();
  baseId = (await house.client.createBase({ name: 'Shelf' })).id;
});
afterAll(() => house.close());

/** Its pages would take the places of the files that the moments below wait for. */
async function removeSampleLibrary(): Promise<void> {
  for (;;) {
    const sample = (await house.client.bases()).find((base) => base.documents > 0);
    if (sample !== undefined) return house.client.deleteBase(sample.id);
  }
}

const files = Array.from({ length: FILES }, (_, number) => ({
  name: `file-${number}.md`,
  data: Buffer.from(
    `# File ${number}\n\nThis is what file number ${number} has to say about leave and hours.\n`,
  ),
}));

async function documents(): Promise<readonly LibraryDocument[]> {
  return (await house.client.documents(baseId)).documents;
}

async function until(holds: (found: readonly LibraryDocument[]) => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (let found = await documents(); !holds(found); found = await documents()) {
    if (performance.now() < deadline) continue;
    const states = found.map(({ name, status, stage, problem }) =>
      [name, status, stage, problem?.code].join(' '),
    );
    throw new Error(`The moment does not come: ${states.join(', ')}`);
  }
}

/** Waits for the moment at which the server is to be killed, while these files are sent. */
type Moment = (sending: Promise<unknown>, batch: typeof files) => Promise<void>;

const count = (found: readonly LibraryDocument[], status: LibraryDocument['status']): number =>
  found.filter((document) => document.status === status).length;

const MOMENTS: Readonly<Record<string, Moment>> = {
  async upload(_sending, batch) {
    const names = new Set(batch.map(({ name }) => name));
    await until((found) => found.some(({ name }) => names.has(name)));
  },
  async queued(sending) {
    await sending;
  },
  async parse() {
    held = Promise.withResolvers();
    await until((found) => count(found, 'working') > 0);
  },
  async embed() {
    held = Promise.withResolvers();
    await asked.promise;
  },
  async index() {
    held = Promise.withResolvers();
    await asked.promise;
    held.resolve();
  },
  async finish(_sending, batch) {
    const names = new Set(batch.map(({ name }) => name));
    await until((found) => found.some(({ name, status }) => status === 'ready' && names.has(name)));
  },
  /** While it takes up what the last kill left. */
  async recovery(sending) {
    await sending;
    await house.kill();
    await house.start();
  },
};

async function killAt(moment: Moment, batch: typeof files): Promise<void> {
  asked = Promise.withResolvers();
  const sending = house.client.addDocuments(baseId, batch).catch(() => undefined);
  await moment(sending, batch);
  await house.kill();
  held?.resolve();
  held = undefined;
  await sending;
  await house.start();
}

it(
  `P18: killed ${KILLS} times at every stage, all of ${FILES} files end ready or failed with a reason, none twice`,
  async () => {
    const moments = Object.values(MOMENTS);
    for (let round = 0; round < KILLS; round++) {
      const from = Math.floor((round * FILES) / KILLS);
      const moment = moments[round % moments.length];
      if (moment !== undefined)
        await killAt(moment, files.slice(from, Math.floor(((round + 1) * FILES) / KILLS)));
    }
    const ended = await house.client.waitForDocuments(baseId, { interval: 50 });
    for (const { name, status, problem } of ended) {
      if (status === 'failed') expect([name, problem?.message]).toEqual([name, expect.stringMatching(/\w/)]);
    }
    expect(await problemsOf(house.data)).toEqual([]);

    // Files whose upload was cut off, or that used up their attempts, come by being sent again.
    await house.client.addDocuments(baseId, files);
    const all = await house.client.waitForDocuments(baseId, { interval: 50 });
    expect(all.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name).sort());
    expect(all.filter(({ status, passages }) => status !== 'ready' || passages !== 1)).toEqual([]);
    expect(await problemsOf(house.data)).toEqual([]);
  },
  60_000 + KILLS * 10_000,
);
