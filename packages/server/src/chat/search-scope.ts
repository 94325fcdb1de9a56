import { AppError } from '../domain/errors.ts';
import type { ModelRef } from '../domain/model.ts';
import type { ChunkFilter } from '../ports/chunk-store.ts';
import type { KnowledgeBases } from '../ports/repositories.ts';
import type { TurnRequest } from './turn-request.ts';

/** Where the passages for a question are looked for. */
export interface SearchScope {
  readonly filter: ChunkFilter;
  /** The embedding of the bases, when they have one in common. */
  readonly embedding: ModelRef | undefined;
}

/**
 * The bases and documents that a turn searches; undefined for a plain chat. Bases of other tenants and deleted ones
 * fall away.
 * @throws AppError `invalid-request` when the chosen bases have different embeddings
 */
export async function searchScope(
  knowledgeBases: Pick<KnowledgeBases, 'find' | 'list'>,
  request: TurnRequest,
): Promise<SearchScope | undefined> {
  const { tenantId, dialog, question } = request;
  const chosen = request.knowledgeBaseIds ?? (dialog.searchEverything ? undefined : dialog.knowledgeBaseIds);
  if ((chosen !== undefined && chosen.length === 0) || !takesKnowledge(request)) return undefined;
  const found = chosen
    ? await Promise.all(chosen.map((id) => knowledgeBases.find(id)))
    : await knowledgeBases.list(tenantId);
  const bases = found.filter((base) => base?.tenantId === tenantId).filter((base) => base !== undefined);
  const embeddings = new Set(bases.map((base) => base.embedding));
  if (chosen && embeddings.size > 1) {
    throw new AppError(
      'invalid-request',
      'Knowledge bases use different embedding models. Search bases of one embedding model at a time.',
      { field: 'baseIds' },
    );
  }
  const documentIds = question.documentIds?.length ? question.documentIds : request.documentIds;
  return {
    filter: {
      tenantId,
      knowledgeBaseIds: bases.map(({ id }) => id),
      ...(documentIds === undefined ? {} : { documentIds }),
    },
    embedding: embeddings.size === 1 ? bases[0]?.embedding : undefined,
  };
}

/** A dialog that declares its variables without `knowledge`, and has no hole for it, wants none. */
function takesKnowledge({ dialog: { prompt } }: TurnRequest): boolean {
  if (prompt.variables.length === 0 || prompt.system.includes('{knowledge}')) return true;
  return prompt.variables.some(({ name }) => name === 'knowledge');
}
