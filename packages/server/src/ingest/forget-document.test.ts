import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  base,
  inlinePool,
  keysOf,
  once,
  page,
  principal,
  scope,
  setUpLibrary,
} from '../../test/fakes/library.ts';
import { authorize } from '../domain/access.ts';
import type { KnowledgeBase } from '../domain/document.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function setUpHere(options: Parameters<typeof setUpLibrary>[0] = {}): ReturnType<typeof setUpLibrary> {
  const parts = await setUpLibrary(options);
  stops.push(() => parts.jobs.stop());
  return parts;
}

describe('removing documents', () => {
  it('P16: leaves nothing of a removed document', async () => {
    const { library, add, jobs, blobs, chunks, find, repositories } = await setUpHere();
    library.start();
    const { document } = await add('a.md', page('leave'));
    await jobs.idle('document.ingest');
    await library.remove(await find(document.id));
    expect(await chunks.count(scope)).toBe(0);
    expect(await repositories.documents.find(document.id)).toBeUndefined();
    await jobs.idle('document.forget');
    expect(await keysOf(blobs)).toEqual([]);
  });

  it('keeps bytes that a document of another base still has', async () => {
    const { library, add, jobs, blobs, find, repositories } = await setUpHere();
    const other: KnowledgeBase = { ...base, id: 'b2', name: 'Other' };
    await repositories.knowledgeBases.save(other);
    library.start();
    const { document } = await add('a.md', page('leave'));
    await library.add(authorize(principal, 'write', 'knowledge-base', other), {
      name: 'a.md',
      data: once(page('leave')),
    });
    await jobs.idle('document.ingest');
    await library.remove(await find(document.id));
    await jobs.idle('document.forget');
    expect((await keysOf(blobs)).filter((key) => key.startsWith('original/'))).toHaveLength(1);
  });

  it('ends the reading of a document that is removed meanwhile, and nothing of it comes back', async () => {
    const began = Promise.withResolvers<void>();
    const pool = inlinePool(async (_name, signal) => {
      began.resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const { library, add, jobs, blobs, chunks, find, repositories } = await setUpHere({ pool });
    library.start();
    const { document } = await add('a.md', page('leave'));
    await began.promise;
    await library.remove(await find(document.id));
    await jobs.idle('document.ingest');
    await jobs.idle('document.forget');
    expect(await repositories.documents.find(document.id)).toBeUndefined();
    expect(await chunks.count(scope)).toBe(0);
    expect(await keysOf(blobs)).toEqual([]);
  });

  it('removes a base with all that is in it', async () => {
    const { library, base: allowed, add, jobs, blobs, chunks, repositories } = await setUpHere();
    library.start();
    for (const topic of ['one', 'two', 'three']) await add(`${topic}.md`, page(topic));
    await jobs.idle('document.ingest');
    await library.removeBase(allowed);
    await jobs.idle('document.forget');
    expect(await chunks.count(scope)).toBe(0);
    expect(await repositories.knowledgeBases.find('b1')).toBeUndefined();
    expect(await keysOf(blobs)).toEqual([]);
  });

  it('P16: brings a removal to its end that broke off after the passages were gone', async () => {
    const { library, add, jobs, blobs, chunks, find, repositories } = await setUpHere();
    const { document } = await add('a.md', page('leave'));
    vi.spyOn(repositories.documents, 'remove').mockRejectedValueOnce(new Error('killed'));
    await expect(library.remove(await find(document.id))).rejects.toThrow('killed');
    expect(await repositories.documents.find(document.id)).toBeDefined();
    library.start();
    await jobs.idle('document.forget');
    await jobs.idle('document.ingest');
    expect(await repositories.documents.find(document.id)).toBeUndefined();
    expect(await chunks.count(scope)).toBe(0);
    expect(await keysOf(blobs)).toEqual([]);
  });

  it('P16: brings the removal of a base to its end that broke off in the middle', async () => {
    const { library, base: allowed, add, jobs, blobs, chunks, repositories } = await setUpHere();
    library.start();
    for (const topic of ['one', 'two']) await add(`${topic}.md`, page(topic));
    await jobs.idle('document.ingest');
    const remove = vi.spyOn(repositories.knowledgeBases, 'remove');
    for (let times = 0; times < 2; times += 1) remove.mockRejectedValueOnce(new Error('killed'));
    await expect(library.removeBase(allowed)).rejects.toThrow('killed');
    await jobs.idle('base.forget');
    await jobs.idle('document.forget');
    expect(await repositories.knowledgeBases.find('b1')).toBeUndefined();
    const { documents } = await repositories.documents.counts({ tenantId: 't1', knowledgeBaseId: 'b1' });
    expect([documents, await chunks.count(scope), await keysOf(blobs)]).toEqual([0, 0, []]);
  });

  it('P16: adds nothing to a base that is being removed, and keeps no bytes of what was refused', async () => {
    const { library, base: allowed, add, jobs, blobs, chunks } = await setUpHere();
    library.start();
    const adding = Array.from({ length: 20 }, (_, index) => add(`${index}.md`, page(`topic ${index}`)));
    await adding[0];
    const late = library.removeBase(allowed).then(() => add('late.md', page('late')));
    await Promise.allSettled([...adding, late]);
    await expect(late).rejects.toThrow();
    await jobs.idle('document.ingest');
    await jobs.idle('document.forget');
    expect([await chunks.count(scope), await keysOf(blobs)]).toEqual([0, []]);
  });
});
