import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLetterEmbedding } from '../../test/fakes/letter-embedding.ts';
import { base, keysOf, once, page, principal, scope, setUpLibrary } from '../../test/fakes/library.ts';
import { authorize } from '../domain/access.ts';
import type { KnowledgeBase } from '../domain/document.ts';
import { AppError } from '../domain/errors.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function setUpHere(options: Parameters<typeof setUpLibrary>[0] = {}): ReturnType<typeof setUpLibrary> {
  const parts = await setUpLibrary(options);
  stops.push(() => parts.jobs.stop());
  return parts;
}

describe('the library', () => {
  it('makes a file ready, searchable and readable', async () => {
    const { library, add, jobs, chunks, find } = await setUpHere();
    library.start();
    const { document, outcome } = await add('guide/leave.md', page('leave'));
    expect(outcome).toBe('added');
    await jobs.idle('document.ingest');
    const ready = await find(document.id);
    expect(ready).toMatchObject({ status: 'ready', progress: 1, chunkCount: 1, name: 'guide/leave.md' });
    const [chunk] = await chunks.list({ ...scope, documentIds: [document.id] }, { offset: 0, limit: 9 });
    expect(chunk).toMatchObject({
      headings: ['leave'],
      text: 'The rule about leave is short. It is called leave.',
    });
    const text = await library.text(ready);
    expect(await library.textLength(ready)).toBe(text.length);
    expect(text.slice(chunk?.start, chunk?.end)).toBe(chunk?.text);
    expect(await library.text(ready, { start: chunk?.start ?? 0, end: (chunk?.start ?? 0) + 8 })).toBe(
      'The rule',
    );
  });

  it('P19: one bad file of a batch fails alone, and sending the batch again changes nothing', async () => {
    const { library, add, jobs, chunks, repositories } = await setUpHere();
    library.start();
    const files = Array.from({ length: 100 }, (_, index) =>
      index % 15 === 3
        ? { name: `bad-${index}.pdf`, content: `%PDF-1.4 broken ${index}` }
        : { name: `good-${index}.md`, content: page(`topic ${index}`) },
    );
    const states: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const file of files) await add(file.name, file.content);
      await jobs.idle('document.ingest');
      const counts = await repositories.documents.counts({ tenantId: 't1', knowledgeBaseId: 'b1' });
      expect(counts).toMatchObject({ documents: 100, ready: 93, failed: 7 });
      const documents = await repositories.documents.list(
        { tenantId: 't1', knowledgeBaseId: 'b1' },
        { offset: 0, limit: 200 },
      );
      for (const document of documents.filter(({ status }) => status === 'failed')) {
        expect(document.problem).toMatchObject({
          code: 'parse-failed',
          message: expect.stringContaining('damaged'),
        });
      }
      const ids: string[] = [];
      for (const { id } of documents) {
        ids.push(
          ...(await chunks.list({ ...scope, documentIds: [id] }, { offset: 0, limit: 9 })).map(
            (chunk) => chunk.id,
          ),
        );
      }
      states.push(ids.sort());
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).toEqual(states[0]);
  });

  it('keeps one copy of the same bytes, and says that nothing was done', async () => {
    const { library, add, jobs, blobs } = await setUpHere();
    library.start();
    const first = await add('a.md', page('leave'));
    await jobs.idle('document.ingest');
    const second = await add('b.md', page('leave'));
    expect(second).toMatchObject({
      outcome: 'duplicate',
      document: { id: first.document.id, status: 'ready' },
    });
    expect((await keysOf(blobs)).filter((key) => key.startsWith('original/'))).toHaveLength(1);
  });

  it('refuses names, sizes and formats before anything is stored', async () => {
    const { add, blobs, repositories } = await setUpHere();
    const refusals = [
      [add('\0/..', 'text'), 'invalid-request'],
      [add('big.txt', new Uint8Array(7_000_000).fill(97)), 'too-large'],
      [add('table.xlsx', Buffer.from('PK\x03\x04…')), 'unsupported'],
      [add('photo.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1')), 'unsupported'],
      [add('data.json', '{}'), 'unsupported'],
    ] as const;
    for (const [refusal, code] of refusals) await expect(refusal).rejects.toMatchObject({ code });
    expect(await keysOf(blobs)).toEqual([]);
    expect(await repositories.documents.unfinished()).toEqual([]);
  });

  it('takes a file that is larger than what is held in memory', async () => {
    const { library, add, jobs, blobs, find } = await setUpHere();
    library.start();
    const content = `${'A line of the long file.\n\n'.repeat(200_000)}The needle.`;
    const { document } = await add('long.txt', content);
    await jobs.idle('document.ingest');
    expect(await find(document.id)).toMatchObject({ status: 'ready' });
    expect((await keysOf(blobs)).filter((key) => key.startsWith('upload/'))).toEqual([]);
  });

  it('P18: tries again when a model is away, and says why when it stays away', async () => {
    const letters = createLetterEmbedding();
    let failures = 1;
    const model: EmbeddingModel = {
      ...letters,
      embed: (texts, options) => {
        failures -= 1;
        if (failures >= 0) throw new AppError('model-unavailable', 'The embedding model does not answer.');
        return letters.embed(texts, options);
      },
    };
    const { library, add, jobs, chunks, find } = await setUpHere({ model });
    library.start();
    const first = await add('a.md', page('leave'));
    await jobs.idle('document.ingest');
    expect(await find(first.document.id)).toMatchObject({ status: 'ready', chunkCount: 1 });
    failures = 100;
    const second = await add('b.md', page('travel'));
    await jobs.idle('document.ingest');
    const failed = await find(second.document.id);
    expect(failed).toMatchObject({
      status: 'failed',
      problem: { message: 'The embedding model does not answer.' },
    });
    expect(await chunks.count({ ...scope, documentIds: [failed.id] })).toBe(0);
    failures = 0;
    expect(await library.retry(failed)).toMatchObject({ status: 'queued' });
    await jobs.idle('document.ingest');
    const again = await find(failed.id);
    expect(again).toMatchObject({ status: 'ready' });
    expect(again.problem).toBeUndefined();
    await expect(library.retry(again)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('P18: a model that never answers does not hold up another base, and the reason is told', async () => {
    const letters = createLetterEmbedding();
    const asked = Promise.withResolvers<void>();
    let calls = 0;
    const silent: EmbeddingModel = {
      ...letters,
      ref: 'silent@Test',
      embed: (_texts, { signal }) => {
        calls += 1;
        if (calls === 4) asked.resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    const { library, add, jobs, find, repositories } = await setUpHere({ otherModel: silent });
    const other: KnowledgeBase = { ...base, id: 'b2', name: 'Other', embedding: 'silent@Test' };
    await repositories.knowledgeBases.save(other);
    const allowed = authorize(principal, 'write', 'knowledge-base', other);
    library.start();
    const stuck = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        library.add(allowed, { name: `${index}.md`, data: once(page(`topic ${index}`)) }),
      ),
    );
    await asked.promise;
    for (const topic of ['one', 'two', 'three']) {
      const { document } = await add(`${topic}.md`, page(topic));
      await vi.waitFor(async () => expect((await find(document.id)).status).toBe('ready'));
    }
    expect(calls).toBe(4);
    const first = await find(stuck[0]?.document.id ?? '');
    await vi.waitFor(async () =>
      expect(await find(first.id)).toMatchObject({ status: 'working', stage: 'embed' }),
    );
    await jobs.stop();
  });

  it('P18: says which model was silent, also while it waits for the next attempt', async () => {
    const letters = createLetterEmbedding();
    let calls = 0;
    const silent: EmbeddingModel = {
      ...letters,
      embed: (_texts, { signal }) => {
        calls += 1;
        // As an adapter may name the abort.
        const refuse = (reject: (reason: Error) => void) => reject(new Error('socket hang up'));
        return new Promise((_, reject) => signal.addEventListener('abort', () => refuse(reject)));
      },
    };
    const { library, add, jobs, find, repositories } = await setUpHere({
      model: silent,
      limits: { embed: 20 },
    });
    const update = vi.spyOn(repositories.documents, 'update');
    library.start();
    const { document } = await add('a.md', page('leave'));
    await jobs.idle('document.ingest');
    const problem = {
      code: 'timeout',
      retryable: true,
      message:
        'The embedding model "letters@Test" did not answer within 0.02 s. Check that it runs, then retry.',
    };
    expect(calls).toBe(3);
    expect(await find(document.id)).toMatchObject({ status: 'failed', problem });
    expect(update).toHaveBeenCalledWith(document.id, expect.objectContaining({ status: 'queued', problem }));
  });

  it('P18: takes up what a crash left, and removes files that nobody refers to', async () => {
    const { library, add, jobs, blobs, find, repositories } = await setUpHere();
    const { document } = await add('a.md', page('leave'));
    await repositories.documents.update(document.id, { status: 'working', stage: 'embed', progress: 0.5 });
    await blobs.put('upload/half', once('half'));
    await blobs.put('text/gone', once('gone'));
    await blobs.put('original/gone', once('gone'));
    expect(await library.recover()).toBe(1);
    library.start();
    await jobs.idle('document.ingest');
    expect(await find(document.id)).toMatchObject({ status: 'ready', chunkCount: 1 });
    expect((await keysOf(blobs)).sort()).toEqual([`original/${document.contentHash}`, `text/${document.id}`]);
  });

  it('P16: a removed base leaves no file behind, also of documents that slip between the pages of a list', async () => {
    const { library, base: emptied, jobs, repositories, add } = await setUpHere();
    const { document } = await add('first.md', page('first'));
    for (let n = 0; n < 500; n += 1) {
      const id = `d${n}`;
      await repositories.documents.add({
        ...document,
        id,
        contentHash: id,
        createdAt: document.createdAt + 1 + n,
      });
    }
    const { list } = repositories.documents;
    vi.spyOn(repositories.documents, 'list').mockImplementationOnce(async (...wanted) => {
      const first = await list(...wanted);
      await repositories.documents.remove('d499');
      return first;
    });
    const queued = vi.spyOn(jobs, 'enqueue');
    await library.removeBase(emptied);
    const forgotten = queued.mock.calls.flatMap(([, data]) =>
      'documentId' in data ? [data.documentId] : [],
    );
    expect(forgotten).toContain(document.id);
  });

  it('tells passages with the same words apart', async () => {
    const { library, add, jobs, chunks } = await setUpHere();
    library.start();
    const same = 'The same words stand here, and they are long enough to be a passage of their own. '.repeat(
      20,
    );
    const { document } = await add(
      'a.md',
      ['One', 'Two'].map((title) => `# ${title}\n\n${same}\n`).join('\n'),
    );
    await jobs.idle('document.ingest');
    const found = await chunks.list({ ...scope, documentIds: [document.id] }, { offset: 0, limit: 99 });
    expect(new Set(found.map(({ text }) => text)).size).toBeLessThan(found.length);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
  });
});
