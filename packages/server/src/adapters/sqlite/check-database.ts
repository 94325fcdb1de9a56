import type { DatabaseHealth } from '../../ports/database-health.ts';
import { SEGMENT_MARK } from './chunks/segment-layout.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

const LIVE_CHUNKS = `from chunks
  join chunk_documents on chunk_documents.number = chunks.document and chunk_documents.removed = 0
  join chunk_bases on chunk_bases.number = chunk_documents.base and chunk_bases.removed = 0
  where chunks.id is not null`;

/** What is asked of the database; each in time that grows with its size, not with the square. */
export const QUESTIONS = {
  integrity: 'pragma quick_check(1)',
  'passages without a document': `select count(*) as n ${LIVE_CHUNKS}
    and not exists (select 1 from documents where documents.id = chunk_documents.document_id)`,
  'vectors without a passage': `select count(*) as n from chunk_vectors
    where not exists (select 1 from chunks where chunks.number = chunk_vectors.number)`,
  'cited passages without a document': `select count(*) as n from passages
    where not exists (select 1 from documents where documents.id = passages.document_id)`,
  'open turns': 'select count(*) as n from turns where open = 1',
  pendingRemovals: 'select count(*) as n from chunk_removals',
  unreadableSegments: `select count(*) as n from chunk_segments where state = 'live' and (
    (select hex(substr(data, 1, 8)) from chunk_segment_pieces
      where segment = chunk_segments.number and piece = 0) is not '${SEGMENT_MARK}'
    or (select sum(length(data)) from chunk_segment_pieces where segment = chunk_segments.number) is not bytes)`,
  documents: 'select count(*) as n from documents',
  chunks: `select count(*) as n ${LIVE_CHUNKS}`,
  // Counted once for all: a count for each document would go over all passages as often as there are documents.
  miscounted: `select count(*) as n from documents
    left join (select chunk_documents.document_id as id, count(*) as n ${LIVE_CHUNKS} group by 1) as counted
      on counted.id = documents.id
    where documents.status = 'ready' and documents.chunk_count <> coalesce(counted.n, 0)`,
} as const;

/** Looks for damage and for rows that belong to nothing. Reads everything; meant for `colloquy doctor`. */
export async function checkDatabase(database: EmbeddedDatabase): Promise<DatabaseHealth> {
  const names = Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[];
  const results = await database.read(names.map((name) => ({ sql: QUESTIONS[name], parameters: [] })));
  const row = (name: keyof typeof QUESTIONS): Readonly<Record<string, unknown>> =>
    results[names.indexOf(name)]?.rows[0] ?? {};
  const count = (name: keyof typeof QUESTIONS): number => Number(row(name).n ?? 0);
  const kinds = [
    'passages without a document',
    'vectors without a passage',
    'cited passages without a document',
  ] as const;
  return {
    integrity: String(Object.values(row('integrity'))[0] ?? 'no answer'),
    orphans: Object.fromEntries(kinds.map((kind) => [kind, count(kind)])),
    pendingRemovals: count('pendingRemovals'),
    unreadableSegments: count('unreadableSegments'),
    documents: count('documents'),
    chunks: count('chunks'),
    miscounted: count('miscounted'),
  };
}
