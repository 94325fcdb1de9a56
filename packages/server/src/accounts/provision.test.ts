import { expect, it } from 'vitest';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import { provisionOwner } from './provision.ts';

const PARTS = { systemPrompt: 'Answer from {knowledge}', embedding: 'e@Offline', now: () => 5 } as const;

it('makes owner, base and assistant once, and leaves alone what a person has deleted', async () => {
  const repositories = createMemoryRepositories();
  const owner = await provisionOwner({ ...PARTS, repositories });
  expect(owner).toMatchObject({ tenantId: owner.id, nickname: 'Owner' });
  const [base] = await repositories.knowledgeBases.list(owner.tenantId);
  expect(base).toMatchObject({ name: 'Library', embedding: 'e@Offline' });
  expect(await repositories.dialogs.list(owner.tenantId)).toMatchObject([
    { searchEverything: true, prompt: { system: PARTS.systemPrompt } },
  ]);

  await repositories.knowledgeBases.remove(base?.id ?? '');
  expect(await provisionOwner({ ...PARTS, repositories })).toEqual(owner);
  expect(await repositories.knowledgeBases.list(owner.tenantId)).toEqual([]);
  expect(await repositories.dialogs.list(owner.tenantId)).toHaveLength(1);
});

it('finishes a start that was cut short', async () => {
  const repositories = createMemoryRepositories();
  await repositories.users.save({ id: 'o', tenantId: 'o', nickname: 'Owner', createdAt: 1, updatedAt: 1 });
  await provisionOwner({ ...PARTS, repositories });
  expect(await repositories.knowledgeBases.list('o')).toHaveLength(1);
  expect(await repositories.dialogs.list('o')).toHaveLength(1);
});
