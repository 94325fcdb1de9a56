import type { User } from '../domain/account.ts';
import type { Dialog } from '../domain/dialog.ts';
import { STANDARD_BASE_SETTINGS } from '../domain/document.ts';
import { newId } from '../domain/id.ts';
import type { ModelRef } from '../domain/model.ts';
import type { Repositories } from '../ports/repositories.ts';
import { ensureTenant } from './tenancy.ts';

export interface ProvisionParts {
  readonly repositories: Pick<
    Repositories,
    'users' | 'tenants' | 'memberships' | 'dialogs' | 'knowledgeBases'
  >;
  /** System prompt of the first assistant; has the hole `{knowledge}`. */
  readonly systemPrompt: string;
  readonly embedding: ModelRef;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * What a new account finds: an empty base and an assistant that searches all bases. The assistant comes last and
 * stands for the whole, so that a start that was cut short is finished by the next one, and what a person has
 * deleted is not made again.
 */
export async function provisionTenant(parts: ProvisionParts, tenantId: string): Promise<void> {
  const { dialogs, knowledgeBases } = parts.repositories;
  const now = (parts.now ?? Date.now)();
  await ensureTenant(parts.repositories, tenantId, now);
  if ((await dialogs.list(tenantId)).length > 0) return;
  if ((await knowledgeBases.list(tenantId)).length === 0) {
    const base = {
      id: newId(),
      tenantId,
      name: 'Library',
      embedding: parts.embedding,
      settings: STANDARD_BASE_SETTINGS,
      createdAt: now,
      updatedAt: now,
    };
    await knowledgeBases.save(base);
  }
  await dialogs.save(firstDialog(tenantId, parts.systemPrompt, now));
}

/** The owner of a fresh installation: exists from the first start, and is claimed by the first account. */
export async function provisionOwner(parts: ProvisionParts): Promise<User> {
  const { users } = parts.repositories;
  const now = (parts.now ?? Date.now)();
  const id = newId();
  const standing = await users.owner();
  const owner: User = standing ?? { id, tenantId: id, nickname: 'Owner', createdAt: now, updatedAt: now };
  if (standing === undefined) await users.save(owner);
  await provisionTenant(parts, owner.tenantId);
  return owner;
}

function firstDialog(tenantId: string, systemPrompt: string, now: number): Dialog {
  return {
    id: newId(),
    tenantId,
    name: 'Assistant',
    description: 'Answers from all of your documents.',
    knowledgeBaseIds: [],
    searchEverything: true,
    question: { rewriteFollowUps: true, translateInto: [], addKeywords: false },
    retrieval: { topN: 8, candidates: 128, minimumScore: 0.1 },
    prompt: {
      system: systemPrompt,
      opener: 'Ask something about your documents.',
      whenNothingFound: 'Nothing about this was found in the documents.',
      variables: [{ name: 'knowledge', required: false }],
    },
    model: { settings: {} },
    answer: { cite: true },
    createdAt: now,
    updatedAt: now,
  };
}
