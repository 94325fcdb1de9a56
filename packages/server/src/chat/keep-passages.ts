import type { Source } from '../domain/chunk.ts';
import type { Documents, Passages } from '../ports/repositories.ts';

/**
 * Keeps the texts of an answer's sources, so that its citations outlive a new reading of their documents, and gives
 * back the sources whose documents still exist: one may have been deleted since the search. Passages of a document
 * that is gone are not saved, and those of a document that goes later go with it.
 */
export async function keepPassages(
  repositories: { readonly passages: Pick<Passages, 'save'>; readonly documents: Pick<Documents, 'find'> },
  sources: readonly Source[],
): Promise<readonly Source[]> {
  if (sources.length === 0) return sources;
  await repositories.passages.save(sources.map(({ chunk }) => chunk));
  const documentIds = [...new Set(sources.map(({ chunk }) => chunk.documentId))];
  const rows = await Promise.all(documentIds.map((id) => repositories.documents.find(id)));
  const standing = new Set(rows.map((document) => document?.id));
  return sources.filter(({ chunk }) => standing.has(chunk.documentId));
}
