import { access, constants, statfs } from 'node:fs/promises';
import type { Diagnosis } from '@colloquy/protocol';
import { checkModel } from './models/check-model.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { DatabaseHealth } from './ports/database-health.ts';
import type { ModelCatalog, ModelState } from './ports/model-catalog.ts';
import type { Repositories } from './ports/repositories.ts';

export interface DiagnoseParts {
  readonly folder: string;
  readonly checkDatabase: () => Promise<DatabaseHealth>;
  readonly blobs: Pick<BlobStore, 'list'>;
  readonly repositories: Pick<Repositories, 'documents' | 'knowledgeBases' | 'users'>;
  readonly models: ModelCatalog;
}

type Check = Diagnosis['checks'][number];

const LITTLE_SPACE = 512 * 1024 * 1024;

/** The state of the installation, one check a line. */
export async function diagnose(parts: DiagnoseParts): Promise<Diagnosis> {
  const checks = [
    checkFolder(parts.folder),
    checkRows(parts),
    checkBlobs(parts),
    checkEmbeddings(parts),
    ...(await parts.models.list()).map((state) => askModel(parts, state)),
  ];
  return { checks: (await Promise.all(checks)).flat() };
}

async function checkFolder(folder: string): Promise<Check[]> {
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return [
    { name: 'data folder', ok: writable, detail: writable ? 'can be written' : 'cannot be written' },
    { name: 'free space', ok: free > LITTLE_SPACE, detail: `${(free / 1024 ** 3).toFixed(1)} GiB` },
  ];
}

async function checkRows({ checkDatabase }: DiagnoseParts): Promise<Check[]> {
  const health = await checkDatabase();
  const unreadable = health.unreadableSegments;
  const found = Object.entries(health.orphans).filter(([, count]) => count > 0);
  const orphans = found.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    { name: 'database', ok: health.integrity === 'ok', detail: health.integrity },
    {
      name: 'documents',
      ok: health.miscounted === 0,
      detail: `${health.documents}, ${health.chunks} passages, ${health.miscounted} miscounted`,
    },
    {
      name: 'search index',
      ok: unreadable === 0,
      detail:
        unreadable === 0
          ? 'can be read'
          : `${unreadable} parts are damaged or of another version; they are being built anew, and until then their passages are not found`,
    },
    { name: 'orphans', ok: found.length === 0, detail: found.length === 0 ? '0' : orphans },
    { name: 'being removed', ok: true, detail: `${health.pendingRemovals} removals wait for the sweeper` },
  ];
}

/** Files on disk that belong to no document: originals by their hash, texts by the document's id. */
async function checkBlobs({ blobs, repositories }: DiagnoseParts): Promise<Check> {
  let files = 0;
  let orphans = 0;
  for await (const key of blobs.list('')) {
    files += 1;
    const [kind = '', id = ''] = key.split('/');
    const owned =
      kind === 'text'
        ? (await repositories.documents.find(id)) !== undefined
        : (await repositories.documents.countByContentHash(id)) > 0;
    if (!owned) orphans += 1;
  }
  return {
    name: 'files',
    ok: orphans === 0,
    detail: `${files} files, ${orphans} that belong to no document`,
  };
}

/** Bases of the owner whose embedding is no longer configured: they are searched by words alone. */
async function checkEmbeddings({ models, repositories }: DiagnoseParts): Promise<Check> {
  const owner = (await repositories.users.owner())?.tenantId ?? '';
  const bases = await repositories.knowledgeBases.list(owner);
  const missing: string[] = [];
  for (const { name, embedding } of bases) {
    const known = await models.embedding(owner, embedding).then(
      () => true,
      () => false,
    );
    if (!known) missing.push(`${name} (${embedding})`);
  }
  const detail = `${bases.length} knowledge bases`;
  return {
    name: 'embeddings',
    ok: missing.length === 0,
    detail:
      missing.length === 0
        ? detail
        : `searched by words alone: ${missing.join(', ')}; configure the model again`,
  };
}

async function askModel(
  { models, repositories }: DiagnoseParts,
  { ref, kind, description }: ModelState,
): Promise<Check> {
  const name = `${kind} model ${ref}`;
  if (kind === 'rerank') return { name, ok: true, detail: description };
  const owner = (await repositories.users.owner())?.tenantId ?? '';
  const { failed } = await checkModel(models, owner, { ref, kind });
  return { name, ok: failed === undefined, detail: failed?.problem.message ?? description };
}
