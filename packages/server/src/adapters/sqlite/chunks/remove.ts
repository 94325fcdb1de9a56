import type { ChunkFilter } from '../../../ports/chunk-store.ts';
import type { Operation, ThreadContext } from '../operations.ts';
import { raiseGeneration } from './segment-store.ts';
import { all, run } from './statements.ts';

/** Takes bases or documents out of sight; true when there was something to take. The traces are swept later. */
export const removeChunks: Operation<ChunkFilter, boolean> = (context, filter) => {
  const { tenantId, knowledgeBaseIds, documentIds } = filter;
  const bases = all<{ number: number }>(
    context,
    `select number from chunk_bases
     where tenant_id = ? and removed = 0 and base_id in (select value from json_each(?))`,
    tenantId,
    JSON.stringify(knowledgeBaseIds),
  );
  let removed = 0;
  for (const { number } of bases) {
    removed +=
      documentIds === undefined ? removeBase(context, number) : removeDocuments(context, number, documentIds);
  }
  if (removed > 0) raiseGeneration(context);
  return { output: removed > 0 };
};

function removeBase(context: ThreadContext, number: number): number {
  run(context, 'update chunk_bases set removed = 1 where number = ?', number);
  return run(context, "insert into chunk_removals (kind, number) values ('base', ?)", number);
}

function removeDocuments(context: ThreadContext, base: number, documentIds: readonly string[]): number {
  let removed = 0;
  for (const documentId of new Set(documentIds)) {
    const sql = 'select number from chunk_documents where base = ? and document_id = ? and removed = 0';
    for (const { number } of all<{ number: number }>(context, sql, base, documentId)) {
      run(context, 'update chunk_documents set removed = 1 where number = ?', number);
      removed += run(context, "insert into chunk_removals (kind, number) values ('document', ?)", number);
    }
  }
  return removed;
}
