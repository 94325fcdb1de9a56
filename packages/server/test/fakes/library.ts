import { createMemoryBlobStore } from '../../src/adapters/memory/blob-store.ts';
import { createMemoryChunkStore } from '../../src/adapters/memory/chunk-store.ts';
import { createMemoryJobQueue } from '../../src/adapters/memory/job-queue.ts';
import { createMemoryRepositories } from '../../src/adapters/memory/repositories.ts';
import { type Authorized, authorize } from '../../src/domain/access.ts';
import { type Document, type KnowledgeBase, STANDARD_BASE_SETTINGS } from '../../src/domain/document.ts';
import { createLibrary } from '../../src/ingest/create-library.ts';
import { STAGE_LIMITS, type StageLimits } from '../../src/ingest/stage-limits.ts';
import type { CpuPool } from '../../src/ports/cpu-pool.ts';
import type { EmbeddingModel } from '../../src/ports/embedding-model.ts';
import type { PreparedDocument, PrepareTasks } from '../../src/text/prepared-document.ts';
import { prepareDocument } from '../../src/workers/prepare-document.ts';
import { createLetterEmbedding } from './letter-embedding.ts';

/** Who asks in these tests. */
export const principal = { userId: 't1', tenantId: 't1', via: 'session' } as const;
/** The base that exists at the start. */
export const base: KnowledgeBase = {
  id: 'b1',
  tenantId: 't1',
  name: 'Base',
  embedding: 'letters@Test',
  settings: STANDARD_BASE_SETTINGS,
  createdAt: 1,
  updatedAt: 1,
};

/** Runs the task on this thread, as a unit test may. */
export function inlinePool(
  before: (name: string, signal: AbortSignal) => Promise<void> = async () => undefined,
): CpuPool<PrepareTasks> {
  return {
    async run(_task, input, { signal }) {
      await before(input.name, signal);
      const output: PreparedDocument = await prepareDocument(input);
      return output;
    },
    close: async () => undefined,
  };
}

/** A library on memory adapters; nothing runs before `library.start()`. */
export async function setUpLibrary(
  options: {
    readonly pool?: CpuPool<PrepareTasks>;
    readonly model?: EmbeddingModel;
    /** For bases that name another one. */
    readonly otherModel?: EmbeddingModel;
    readonly limits?: Partial<StageLimits>;
  } = {},
) {
  const repositories = createMemoryRepositories();
  await repositories.knowledgeBases.save(base);
  const chunks = createMemoryChunkStore();
  const blobs = createMemoryBlobStore();
  const jobs = createMemoryJobQueue();
  const model = options.model ?? createLetterEmbedding();
  const library = createLibrary({
    repositories,
    chunks,
    blobs,
    jobs,
    pool: options.pool ?? inlinePool(),
    models: {
      embedding: async (_tenantId, ref) => (ref === base.embedding ? model : (options.otherModel ?? model)),
    },
    limits: { ...STAGE_LIMITS, ...options.limits },
    now: Date.now,
    maxFileBytes: 6_000_000,
  });
  const allowedBase = authorize(principal, 'write', 'knowledge-base', base);
  const add = (name: string, content: string | Uint8Array) =>
    library.add(allowedBase, { name, data: once(content) });
  const find = async (id: string): Promise<Authorized<Document>> =>
    authorize(principal, 'write', 'document', await repositories.documents.find(id));
  return { repositories, chunks, blobs, jobs, library, base: allowedBase, add, find };
}

/** Content as an upload brings it. */
export async function* once(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === 'string' ? Buffer.from(content) : content;
}

/** All keys under which bytes are kept. */
export async function keysOf(blobs: { list(prefix: string): AsyncIterable<string> }): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of blobs.list('')) keys.push(key);
  return keys;
}

/** The base as a filter of passages. */
export const scope = { tenantId: 't1', knowledgeBaseIds: ['b1'] };
/** A short page about something. */
export const page = (topic: string): string =>
  `# ${topic}\n\nThe rule about ${topic} is short. It is called ${topic}.\n`;
