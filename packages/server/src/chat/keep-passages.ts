import type { Source } from '../domain/chunk.ts';
import type { Documents, Passages } from '../ports/repositories.ts';

/**
 * Keeps the texts of an answer's sources, so that its citations outlive a new reading of their documents, and gives
 * back the sources whose documents still exist.
 *
 * A deletion removes the document's row first and its passages later. So whatever order a deletion and this function
 * run in: either the deletion still removes what is saved here, or the row is gone when it is looked for.
 */
export async function keepPassages(
  repositories: { readonly passages: Passages; readonly documents: Pick<Documents, 'find'> },
  sources: readonly Source[],
): Promise<readonly Source[]> {
  if (sources.length === 0) return sources;
  const { passages, documents } = repositories;
  await passages.save(sources.map(({ chunk }) => chunk));
  const documentIds = [...new Set(sources.map(({ chunk }) => chunk.documentId))];
  const gone = new Set<string>();
  for (const id of documentIds) {
    if ((await documents.find(id)) !== undefined) continue;
    gone.add(id);
    await passages.removeOfDocument(id);
  }
  return gone.size === 0 ? sources : sources.filter(({ chunk }) => !gone.has(chunk.documentId));
}
