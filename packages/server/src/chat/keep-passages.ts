import type { Source } from '../domain/chunk.ts';
import type { Passages } from '../ports/repositories.ts';

/**
 * Keeps the texts of an answer's sources, so that its citations outlive a new reading of their documents, and gives
 * back the sources whose documents still exist: one may have been deleted since the search. Passages of a document
 * that is gone are not saved, and those of a document that goes later go with it; so what can be read back stands.
 */
export async function keepPassages(
  { passages }: { readonly passages: Pick<Passages, 'save' | 'get'> },
  tenantId: string,
  sources: readonly Source[],
): Promise<readonly Source[]> {
  if (sources.length === 0) return sources;
  await passages.save(sources.map(({ chunk }) => chunk));
  const kept = await passages.get(
    tenantId,
    sources.map(({ chunk }) => chunk.id),
  );
  const standing = new Set(kept.map(({ id }) => id));
  return sources.filter(({ chunk }) => standing.has(chunk.id));
}
