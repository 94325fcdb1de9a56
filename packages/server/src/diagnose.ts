import { access, constants, statfs } from 'node:fs/promises';
import type { Diagnosis } from '@colloquy/protocol';
import { toProblem } from './domain/errors.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { DatabaseHealth } from './ports/database-health.ts';
import type { ModelCatalog, ModelState } from './ports/model-catalog.ts';
import type { Repositories } from './ports/repositories.ts';

export interface DiagnoseParts {
  readonly folder: string;
  readonly checkDatabase: () => Promise<DatabaseHealth>;
  readonly blobs: Pick<BlobStore, 'list'>;
  readonly repositories: Pick<Repositories, 'documents' | 'users'>;
  readonly models: ModelCatalog;
}

type Check = Diagnosis['checks'][number];

/** A model has this long to give a sign of life. */
const MODEL_MILLISECONDS = 20_000;
const LITTLE_SPACE = 512 * 1024 * 1024;

/** The state of the installation, one check a line. */
export async function diagnose(parts: DiagnoseParts): Promise<Diagnosis> {
  const checks = [
    checkFolder(parts.folder),
    checkRows(parts),
    checkBlobs(parts),
    ...(await parts.models.list()).map((state) => checkModel(parts, state)),
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
  const found = Object.entries(health.orphans).filter(([, count]) => count > 0);
  const orphans = found.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    { name: 'database', ok: health.integrity === 'ok', detail: health.integrity },
    {
      name: 'documents',
      ok: health.miscounted === 0,
      detail: `${health.documents}, ${health.chunks} passages, ${health.miscounted} miscounted`,
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

async function checkModel(
  { models, repositories }: DiagnoseParts,
  { ref, kind, description }: ModelState,
): Promise<Check> {
  const name = `${kind} model ${ref}`;
  try {
    const owner = (await repositories.users.owner())?.tenantId ?? '';
    const signal = AbortSignal.timeout(MODEL_MILLISECONDS);
    if (kind === 'chat') await firstEvent(models, owner, ref, signal);
    if (kind === 'embedding')
      await (await models.embedding(owner, ref)).embed(['hello'], { purpose: 'query', signal });
    return { name, ok: true, detail: description };
  } catch (error) {
    return { name, ok: false, detail: toProblem(error).message };
  }
}

async function firstEvent(
  models: ModelCatalog,
  owner: string,
  ref: ModelState['ref'],
  signal: AbortSignal,
): Promise<void> {
  const model = await models.chat(owner, ref);
  const call = {
    system: '',
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Say hello.' }] }],
    settings: { maxOutputTokens: 8 },
    signal,
  };
  for await (const _event of model.stream(call)) return;
}
