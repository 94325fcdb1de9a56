import { setImmediate } from 'node:timers/promises';
import type { Chunk } from '../domain/chunk.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { Passages } from '../ports/repositories.ts';

/** The passages that were found, by chunk id; perhaps more than were asked for. */
export type Texts = ReadonlyMap<string, Chunk>;

/** Finds passages of a tenant. `bases`: chunk ids with the base in which each can be found, empty where unknown. */
export type TextLookup = (tenantId: string, bases: ReadonlyMap<string, string>) => Promise<Texts>;

interface Gathering {
  readonly bases: Map<string, string>;
  readonly found: Promise<Texts>;
}

/**
 * Looks in the table of cited passages first, then in the chunk store. Nothing is remembered: what has been deleted is
 * not found. Questions of one tenant that come in the same turn of the event loop, as when the batches of many answers
 * have been written to the log together, are one look-up.
 */
export function createTextLookup({
  chunks,
  passages,
}: {
  readonly chunks: Pick<ChunkStore, 'get'>;
  readonly passages: Pick<Passages, 'get'>;
}): TextLookup {
  const gathering = new Map<string, Gathering>();

  async function look(tenantId: string, bases: ReadonlyMap<string, string>): Promise<Texts> {
    await setImmediate();
    gathering.delete(tenantId);
    const found = new Map<string, Chunk>();
    for (const chunk of await passages.get(tenantId, [...bases.keys()])) found.set(chunk.id, chunk);
    const missing = [...bases].filter(([id, base]) => base !== '' && !found.has(id));
    if (missing.length === 0) return found;
    const knowledgeBaseIds = [...new Set(missing.map(([, base]) => base))];
    const ids = [...bases.keys()].filter((id) => !found.has(id));
    for (const chunk of await chunks.get({ tenantId, knowledgeBaseIds }, ids)) found.set(chunk.id, chunk);
    return found;
  }

  return async (tenantId, wanted) => {
    if (wanted.size === 0) return new Map();
    let open = gathering.get(tenantId);
    if (open === undefined) {
      const bases = new Map<string, string>();
      open = { bases, found: look(tenantId, bases) };
      gathering.set(tenantId, open);
    }
    for (const [id, base] of wanted) if (!open.bases.get(id)) open.bases.set(id, base);
    return open.found;
  };
}
