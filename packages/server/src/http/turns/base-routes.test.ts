import { Base, DocumentIds, DocumentList, SelectionResult } from '@colloquy/protocol';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';

describe('bases and selections of their documents', async () => {
  const house: HttpApp = await createHttpApp();
  let ann: Resident;
  let people = 0;
  beforeEach(async () => {
    ann = await house.settle(`ann${people++}`);
    for (const [n, status] of (['ready', 'failed', 'queued', 'working'] as const).entries()) {
      await house.repositories.documents.add({
        ...ann.document,
        id: `${ann.base.id}-${n}`,
        name: `part ${n}.txt`,
        contentHash: `${n}`,
        status,
        size: 100 - n,
        createdAt: n + 2,
      });
    }
  });
  afterAll(() => house.close());
  const as = (options: InjectOptions) => house.app.inject({ ...options, headers: house.headers(ann) });
  const names = async (query: string) => {
    const answer = await as({ url: `/bases/${ann.base.id}/documents?${query}` });
    const { documents, total } = DocumentList.parse(answer.json());
    return [total, ...documents.map(({ name }) => name)];
  };
  const post = async (action: string, ids: readonly string[]) => {
    const url = `/bases/${ann.base.id}/${action}`;
    return SelectionResult.strict().parse((await as({ method: 'POST', url, payload: { ids } })).json());
  };

  it('lists a page of what is searched for, in the order asked for', async () => {
    expect(await names('limit=2')).toEqual([5, 'part 3.txt', 'part 2.txt']);
    expect(await names('limit=2&offset=4')).toEqual([5, 'guide.txt']);
    expect(await names('search=PART&sort=size&direction=down&limit=1')).toEqual([4, 'part 0.txt']);
    expect(await names('state=working')).toEqual([2, 'part 3.txt', 'part 2.txt']);
    expect(await names('state=failed&sort=name&direction=up')).toEqual([1, 'part 1.txt']);
    expect(await names('search=nowhere')).toEqual([0]);
    const wrong = await as({ url: `/bases/${ann.base.id}/documents?sort=colour` });
    expect([wrong.statusCode, wrong.json().field]).toEqual([400, 'sort']);
  });

  it('gives the ids of the same documents', async () => {
    const { ids } = DocumentIds.parse(
      (await as({ url: `/bases/${ann.base.id}/document-ids?search=part&state=working` })).json(),
    );
    expect(ids).toEqual([`${ann.base.id}-3`, `${ann.base.id}-2`]);
  });

  it('renames a base, but not to the name of another', async () => {
    const rename = (name: string) => as({ method: 'PATCH', url: `/bases/${ann.base.id}`, payload: { name } });
    await as({ method: 'POST', url: '/bases', payload: { name: 'Manuals' } });
    expect((await rename('MANUALS')).json()).toMatchObject({ code: 'conflict', field: 'name' });
    const renamed = Base.strict().parse((await rename('HANDBOOK')).json());
    expect(renamed).toMatchObject({ id: ann.base.id, name: 'HANDBOOK', documents: 5, bytes: 415 });
  });

  it('a base that is removed while it is renamed does not come back', async () => {
    const { knowledgeBases } = house.repositories;
    const look = vi.spyOn(knowledgeBases, 'findByName').mockImplementationOnce(async () => {
      await knowledgeBases.remove(ann.base.id);
      return undefined;
    });
    const renamed = await as({ method: 'PATCH', url: `/bases/${ann.base.id}`, payload: { name: 'Late' } });
    look.mockRestore();
    expect([renamed.statusCode, renamed.json().code]).toEqual([404, 'not-found']);
    expect((await as({ url: '/bases' })).json()).toEqual([]);
  });

  it('deletes and retries what was selected, and says what was left and why', async () => {
    const { id } = ann.base;
    const retried = await post('retries', [`${id}-1`, `${id}-0`]);
    expect(retried.done).toEqual([`${id}-1`]);
    expect(retried.left).toMatchObject([{ id: `${id}-0`, problem: { code: 'conflict' } }]);
    const removed = await post('removals', [`${id}-0`, `${id}-0`, 'none', `${id}-1`]);
    expect(removed.done).toEqual([`${id}-0`, `${id}-1`]);
    expect(removed.left).toMatchObject([{ id: 'none', problem: { code: 'not-found' } }]);
    expect(await names('sort=name&direction=up')).toEqual([3, 'guide.txt', 'part 2.txt', 'part 3.txt']);
  });

  it('a selection reaches neither another base nor another person (S2)', async () => {
    const made = await as({ method: 'POST', url: '/bases', payload: { name: 'Other' } });
    const other = made.json().id;
    const url = `/bases/${other}/removals`;
    const wrongBase = await as({ method: 'POST', url, payload: { ids: [ann.document.id] } });
    const stranger = await house.settle(`bob${people}`);
    const wrongPerson = await as({
      method: 'POST',
      url: `/bases/${ann.base.id}/removals`,
      payload: { ids: [stranger.document.id] },
    });
    for (const answer of [wrongBase, wrongPerson]) {
      expect(answer.json().done).toEqual([]);
      expect(answer.json().left[0].problem.code).toBe('not-found');
    }
    expect(await house.repositories.documents.find(ann.document.id)).toBeDefined();
    expect(await house.repositories.documents.find(stranger.document.id)).toBeDefined();
  });
});
