import type { Document } from '../domain/document.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { Jobs } from '../ports/job-queue.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { BaseGate } from './base-gate.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { RunningIngests } from './running-ingests.ts';

export interface ForgetBaseParts {
  readonly repositories: Pick<Repositories, 'documents' | 'knowledgeBases' | 'passages'>;
  readonly chunks: Pick<ChunkStore, 'remove'>;
  readonly gate: BaseGate;
  /** By base: the job and the request do not do the same work side by side. */
  readonly removals: KeyedLock;
  readonly ingests: RunningIngests;
  /** Queues what a document leaves on disk for removal. */
  readonly forget: (document: Document) => Promise<string>;
}

/** Documents that are asked for at once. */
const PAGE = 500;

/**
 * The job `base.forget`, and what is done at once when a base is removed; its row goes last, so that a repetition finds
 * what is left.
 */
export function forgetBase(
  { repositories, chunks, gate, removals, ingests, forget }: ForgetBaseParts,
  { tenantId, knowledgeBaseId }: Jobs['base.forget'],
): Promise<void> {
  const remove = async (): Promise<void> => {
    const all = await everyDocument(repositories, { tenantId, knowledgeBaseId });
    for (let from = 0; from < all.length; from += PAGE) {
      await Promise.all(all.slice(from, from + PAGE).map(forget));
    }
    const ids = all.map(({ id }) => id);
    await ingests.without(ids, async () => {
      await chunks.remove({ tenantId, knowledgeBaseIds: [knowledgeBaseId] });
      for (const id of ids) await repositories.passages.removeOfDocument(id);
      await repositories.knowledgeBases.remove(knowledgeBaseId);
    });
  };
  return gate.closed(knowledgeBaseId, () => removals.run(knowledgeBaseId, remove));
}

/** Of a base that takes no more. */
async function everyDocument(
  { documents }: Pick<Repositories, 'documents'>,
  filter: Jobs['base.forget'],
): Promise<readonly Document[]> {
  const all = new Map<string, Document>();
  for (let offset = 0; ; offset += PAGE) {
    const page = await documents.list(filter, { offset, limit: PAGE });
    for (const document of page) all.set(document.id, document);
    if (page.length < PAGE) break;
  }
  // Pages move up while documents are removed one by one; those that slipped from one to the other are here.
  for (const missed of (await documents.ids(filter)).filter((other) => !all.has(other))) {
    const document = await documents.find(missed);
    if (document !== undefined) all.set(missed, document);
  }
  return [...all.values()];
}
