import type { Document } from '../../domain/document.ts';
import type {
  DocumentCounts,
  DocumentFilter,
  DocumentOrder,
  Documents,
  KnowledgeBases,
  Passages,
} from '../../ports/repositories.ts';
import { byAge, type MemoryTables, requireRow, requireUnique, rowsOf } from './tables.ts';

/** Knowledge bases in memory. */
export function memoryKnowledgeBases(tables: MemoryTables): KnowledgeBases {
  const { knowledgeBases, documents } = tables;
  const rows = rowsOf(knowledgeBases, {
    check: (base) =>
      requireUnique(
        knowledgeBases,
        base,
        (other) => base.key !== undefined && other.key === base.key && other.tenantId === base.tenantId,
      ),
    removed: (id) => {
      for (const document of [...documents.values()]) {
        if (document.knowledgeBaseId === id) dropDocument(tables, document.id);
      }
    },
  });
  const list = (tenantId: string) =>
    [...knowledgeBases.values()].filter((base) => base.tenantId === tenantId).sort(byAge);
  return {
    ...rows,
    list: async (tenantId) => list(tenantId),
    findByKey: async (tenantId, key) => list(tenantId).find((base) => base.key === key),
    findByName: async (tenantId, name) =>
      list(tenantId).find((base) => base.name.toLowerCase() === name.toLowerCase()),
  };
}

/** Documents in memory. */
export function memoryDocuments(tables: MemoryTables): Documents {
  const { documents, knowledgeBases } = tables;
  const twin = (document: Document) => (other: Document) =>
    other.knowledgeBaseId === document.knowledgeBaseId &&
    other.contentHash === document.contentHash &&
    document.repeatable !== true &&
    other.repeatable !== true;
  const rows = rowsOf(documents, {
    check: (document) => {
      requireRow(knowledgeBases, document.knowledgeBaseId, document.tenantId);
      requireUnique(documents, document, twin(document));
    },
    removed: (id) => dropDocument(tables, id),
  });
  const matching = ({ tenantId, knowledgeBaseId, search, statuses }: DocumentFilter) =>
    [...documents.values()].filter(
      (document) =>
        document.tenantId === tenantId &&
        document.knowledgeBaseId === knowledgeBaseId &&
        (search === undefined || fold(document.name).includes(fold(search))) &&
        (statuses === undefined || statuses.includes(document.status)),
    );
  return {
    ...rows,
    async add(document) {
      const standing = documents.values().find(twin(document));
      if (standing !== undefined) return { document: standing, added: false };
      await rows.save(document);
      return { document, added: true };
    },
    async update(id, change) {
      const standing = documents.get(id);
      if (standing === undefined) return false;
      await rows.save({ ...standing, ...change });
      return true;
    },
    list: async (filter, page, order) =>
      matching(filter)
        .sort(inOrder(order))
        .slice(page.offset, page.offset + page.limit),
    ids: async (filter) =>
      matching(filter)
        .sort(inOrder())
        .map(({ id }) => id),
    counts: async (filter) => countsOf(matching(filter)),
    countsByBase: async (tenantId) => {
      const own = documents.values().filter((document) => document.tenantId === tenantId);
      const byBase = Map.groupBy(own, ({ knowledgeBaseId }) => knowledgeBaseId);
      return new Map([...byBase].map(([id, all]) => [id, countsOf(all)]));
    },
    countByContentHash: async (contentHash) =>
      [...documents.values()].filter((document) => document.contentHash === contentHash).length,
    unfinished: async () =>
      [...documents.values()]
        .filter((document) => document.status === 'queued' || document.status === 'working')
        .sort(byAge),
  };
}

/** Cited passages in memory. */
export function memoryPassages(tables: MemoryTables): Passages {
  const { passages, documents } = tables;
  return {
    async save(chunks) {
      for (const chunk of chunks) if (documents.has(chunk.documentId)) passages.set(chunk.id, chunk);
    },
    get: async (tenantId, chunkIds) =>
      chunkIds.flatMap((id) => {
        const chunk = passages.get(id);
        return chunk === undefined || chunk.tenantId !== tenantId ? [] : [chunk];
      }),
    removeOfDocument: async (documentId) => dropPassages(tables, documentId),
  };
}

function countsOf(all: readonly Document[]): DocumentCounts {
  const sum = (value: (document: Document) => number) =>
    all.reduce((total, document) => total + value(document), 0);
  return {
    documents: all.length,
    ready: all.filter((document) => document.status === 'ready').length,
    failed: all.filter((document) => document.status === 'failed').length,
    chunks: sum(({ chunkCount }) => chunkCount),
    tokens: sum(({ tokenCount }) => tokenCount),
    bytes: sum(({ size }) => size),
  };
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

const COLUMN: Readonly<Record<DocumentOrder['by'], (document: Document) => string | number>> = {
  name: ({ name }) => fold(name),
  size: ({ size }) => size,
  chunks: ({ chunkCount }) => chunkCount,
  status: ({ status }) => status,
  age: ({ createdAt }) => createdAt,
};

function inOrder({ by, descending }: DocumentOrder = { by: 'age', descending: true }) {
  const value = COLUMN[by];
  const ascending = (a: Document, b: Document): number =>
    value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : byAge(a, b);
  return (a: Document, b: Document): number => (descending ? ascending(b, a) : ascending(a, b));
}

function dropDocument(tables: MemoryTables, documentId: string): void {
  tables.documents.delete(documentId);
  dropPassages(tables, documentId);
}

function dropPassages({ passages }: MemoryTables, documentId: string): void {
  for (const chunk of [...passages.values()]) if (chunk.documentId === documentId) passages.delete(chunk.id);
}
