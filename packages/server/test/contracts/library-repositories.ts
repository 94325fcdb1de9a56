import { describe, expect, it } from 'vitest';
import { STANDARD_BASE_SETTINGS } from '../../src/domain/document.ts';
import type { DocumentFilter, DocumentOrder, Repositories } from '../../src/ports/repositories.ts';
import { base, document, passage } from './sample-entities.ts';

/** Bases, documents and cited passages; part of the suite of repositories. */
export function describeLibrary(all: () => Repositories): void {
  describe('the library', () => {
    it('lists the bases of a tenant, oldest first, and finds them by key and name', async () => {
      await all().knowledgeBases.save(base('b1', { createdAt: 2, name: 'Über uns', key: '/docs' }));
      await all().knowledgeBases.save(base('b2', { createdAt: 1 }));
      await all().knowledgeBases.save(base('b3', { tenantId: 'other', key: '/docs', name: 'über uns' }));
      expect((await all().knowledgeBases.list('t')).map((one) => one.id)).toEqual(['b2', 'b1']);
      expect((await all().knowledgeBases.findByKey('t', '/docs'))?.id).toBe('b1');
      expect(await all().knowledgeBases.findByKey('t', '/other')).toBeUndefined();
      expect((await all().knowledgeBases.findByName('t', 'ÜBER UNS'))?.id).toBe('b1');
      expect(await all().knowledgeBases.findByName('nobody', 'Über uns')).toBeUndefined();
      await expect(all().knowledgeBases.save(base('b4', { key: '/docs' }))).rejects.toMatchObject({
        code: 'conflict',
      });
    });

    it('changes a base that stands, and never brings back one that was removed', async () => {
      const read = base('b1', { name: 'Old' });
      await all().knowledgeBases.save(read);
      expect(await all().knowledgeBases.replace({ ...read, name: 'New', updatedAt: 2 })).toBe(true);
      expect((await all().knowledgeBases.findByName('t', 'new'))?.updatedAt).toBe(2);
      await all().knowledgeBases.remove('b1');
      expect(await all().knowledgeBases.replace(read)).toBe(false);
      expect(await all().knowledgeBases.find('b1')).toBeUndefined();
    });

    it('adds the same bytes once, however many ask at the same time', async () => {
      await all().knowledgeBases.save(base('b1'));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => all().documents.add(document(`d${n}`, { contentHash: 'same' }))),
      );
      expect(outcomes.filter((outcome) => outcome.added)).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome.document.id)).size).toBe(1);
      expect(await all().documents.countByContentHash('same')).toBe(1);
    });

    it('adds the same bytes again where a document may repeat them', async () => {
      await all().knowledgeBases.save(base('b1'));
      await all().documents.add(document('d1'));
      const again = document('d2', { repeatable: true });
      expect(await all().documents.add(again)).toEqual({ document: again, added: true });
      const third = document('d3', { repeatable: true, createdAt: 2 });
      expect((await all().documents.add(third)).added).toBe(true);
      expect((await all().documents.add(document('d4'))).document.id).toBe('d1');
      await all().documents.save({ ...again, name: 'renamed' });
      expect(await all().documents.find('d2')).toEqual({ ...again, name: 'renamed' });
      expect(await all().documents.countByContentHash('hash')).toBe(3);
    });

    it('keeps what clients store with bases and documents', async () => {
      const full = base('b1', {
        createdBy: 'u',
        settings: {
          ...STANDARD_BASE_SETTINGS,
          description: 'Ours',
          sharing: 'team',
          parsing: {
            method: 'qa',
            config: { delimiter: '\\n', raptor: { use_raptor: false } },
            pipelineId: 'p',
          },
          pageRank: 7,
        },
      });
      await all().knowledgeBases.save(full);
      expect(await all().knowledgeBases.find('b1')).toEqual(full);
      const noted = document('d1', {
        status: 'new',
        parsing: { method: 'table', config: {} },
        meta: { author: 'Ann', year: 2020, tags: ['a', 'b'] },
        createdBy: 'u',
        startedAt: 5,
        duration: 6,
        log: 'Task done',
        disabled: true,
      });
      await all().documents.add(noted);
      expect(await all().documents.find('d1')).toEqual(noted);
      await all().documents.update('d1', { disabled: undefined, meta: { year: 2021 }, status: 'cancelled' });
      const { disabled: _, ...rest } = noted;
      expect(await all().documents.find('d1')).toEqual({
        ...rest,
        meta: { year: 2021 },
        status: 'cancelled',
      });
      expect(await all().documents.unfinished()).toEqual([]);
    });

    it('counts the documents of all bases of a tenant at once', async () => {
      for (const id of ['b1', 'b2', 'b3']) await all().knowledgeBases.save(base(id));
      await all().knowledgeBases.save(base('b4', { tenantId: 'other' }));
      const add = (id: string, more: object) =>
        all().documents.add(document(id, { contentHash: id, ...more }));
      await add('d1', { status: 'ready', chunkCount: 3, tokenCount: 30 });
      await add('d2', { status: 'failed' });
      await add('d3', { knowledgeBaseId: 'b2' });
      await add('d4', { knowledgeBaseId: 'b4', tenantId: 'other' });
      expect(await all().documents.countsByBase('t')).toEqual(
        new Map([
          ['b1', { documents: 2, ready: 1, failed: 1, chunks: 3, tokens: 30, bytes: 20 }],
          ['b2', { documents: 1, ready: 0, failed: 0, chunks: 0, tokens: 0, bytes: 10 }],
        ]),
      );
    });

    it('keeps every field of a document and clears those that are named undefined', async () => {
      await all().knowledgeBases.save(base('b1'));
      const full = document('d1', {
        stage: 'embed',
        status: 'failed',
        progress: 0.25,
        pageCount: 3,
        problem: { code: 'parse-failed', message: 'It is "broken".', retryable: false },
      });
      await all().documents.add(full);
      expect(await all().documents.find('d1')).toEqual(full);
      const changed = await all().documents.update('d1', {
        problem: undefined,
        stage: undefined,
        progress: 1,
      });
      expect(changed).toBe(true);
      const { problem: _, stage: __, ...rest } = full;
      expect(await all().documents.find('d1')).toEqual({ ...rest, progress: 1 });
      expect(await all().documents.update('nobody', { progress: 1 })).toBe(false);
    });

    it('pages the documents of one base, newest first, and counts them', async () => {
      await all().knowledgeBases.save(base('b1'));
      await all().knowledgeBases.save(base('b2'));
      for (let n = 0; n < 7; n += 1) {
        const status = n < 3 ? 'ready' : n < 5 ? 'failed' : 'queued';
        await all().documents.add(
          document(`d${n}`, { createdAt: n, contentHash: `${n}`, status, chunkCount: n, tokenCount: 2 }),
        );
      }
      await all().documents.add(document('x', { knowledgeBaseId: 'b2', contentHash: '1', status: 'ready' }));
      const filter = { tenantId: 't', knowledgeBaseId: 'b1' };
      const page = await all().documents.list(filter, { offset: 1, limit: 3 });
      expect(page.map((one) => one.id)).toEqual(['d5', 'd4', 'd3']);
      expect(await all().documents.counts(filter)).toEqual({
        documents: 7,
        ready: 3,
        failed: 2,
        chunks: 21,
        tokens: 14,
        bytes: 70,
      });
      expect(await all().documents.countByContentHash('1')).toBe(2);
      expect((await all().documents.unfinished()).map((one) => one.id)).toEqual(['d5', 'd6']);
      const foreign = { tenantId: 'other', knowledgeBaseId: 'b1' };
      expect(await all().documents.list(foreign, { offset: 0, limit: 9 })).toEqual([]);
      expect(await all().documents.counts(foreign)).toEqual({
        documents: 0,
        ready: 0,
        failed: 0,
        chunks: 0,
        tokens: 0,
        bytes: 0,
      });
    });

    it('finds documents by a part of their name and by state, in any order', async () => {
      await all().knowledgeBases.save(base('b1'));
      const rows = [
        { name: 'Điều lệ.pdf', size: 30, status: 'failed', chunkCount: 0 },
        { name: '100%_done.md', size: 20, status: 'ready', chunkCount: 9 },
        { name: 'annual report.PDF', size: 10, status: 'ready', chunkCount: 5 },
        { name: 'Über 100 Seiten.txt', size: 40, status: 'queued', chunkCount: 0 },
      ] as const;
      for (const [n, row] of rows.entries())
        await all().documents.add(document(`d${n}`, { ...row, createdAt: n, contentHash: `${n}` }));
      const filter = { tenantId: 't', knowledgeBaseId: 'b1' };
      const found = async (more: Partial<DocumentFilter>, order?: DocumentOrder) =>
        (await all().documents.list({ ...filter, ...more }, { offset: 0, limit: 9 }, order)).map(
          ({ id }) => id,
        );
      expect(await found({ search: 'ĐIỀU' })).toEqual(['d0']);
      expect(await found({ search: '.pdf' })).toEqual(['d2', 'd0']);
      expect(await found({ search: '%_' })).toEqual(['d1']);
      expect(await found({ search: '100', statuses: ['queued', 'working'] })).toEqual(['d3']);
      expect(await found({ statuses: [] })).toEqual([]);
      expect(await found({}, { by: 'name', descending: false })).toEqual(['d1', 'd2', 'd3', 'd0']);
      expect(await found({}, { by: 'size', descending: true })).toEqual(['d3', 'd0', 'd1', 'd2']);
      expect(await found({}, { by: 'chunks', descending: false })).toEqual(['d0', 'd3', 'd2', 'd1']);
      expect(await found({}, { by: 'age', descending: false })).toEqual(['d0', 'd1', 'd2', 'd3']);
      expect(await all().documents.ids({ ...filter, search: 'p' })).toEqual(['d2', 'd0']);
      expect((await all().documents.counts({ ...filter, search: '100' })).documents).toBe(2);
      await all().documents.update('d0', { name: 'Renamed' });
      expect(await found({ search: 'renamed' })).toEqual(['d0']);
    });

    it('refuses a document for a base that is gone or is another tenant’s', async () => {
      await all().knowledgeBases.save(base('b1'));
      await expect(all().documents.add(document('d1', { knowledgeBaseId: 'gone' }))).rejects.toMatchObject({
        code: 'conflict',
      });
      await expect(all().documents.add(document('d1', { tenantId: 'other' }))).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await all().documents.find('d1')).toBeUndefined();
    });

    it('lets documents go with their base', async () => {
      await all().knowledgeBases.save(base('b1'));
      await all().documents.add(document('d1'));
      await all().passages.save([passage('c1')]);
      await all().knowledgeBases.remove('b1');
      expect(await all().documents.find('d1')).toBeUndefined();
      expect(await all().passages.get('t', ['c1'])).toEqual([]);
    });

    it('keeps cited passages with their document and for its tenant only', async () => {
      await all().knowledgeBases.save(base('b1'));
      await all().documents.add(document('d1'));
      await all().documents.add(document('d2', { contentHash: 'other' }));
      await all().passages.save([passage('c1'), passage('c2', { documentId: 'd2' }), passage('c3')]);
      await all().passages.save([passage('c1', { text: 'again' })]);
      expect(await all().passages.get('t', ['c3', 'unknown', 'c1'])).toEqual([
        passage('c3'),
        passage('c1', { text: 'again' }),
      ]);
      expect(await all().passages.get('other', ['c1'])).toEqual([]);
      await all().passages.removeOfDocument('d2');
      await all().documents.remove('d1');
      await all().passages.save([passage('c1')]);
      expect(await all().passages.get('t', ['c1', 'c2', 'c3'])).toEqual([]);
    });
  });
}
