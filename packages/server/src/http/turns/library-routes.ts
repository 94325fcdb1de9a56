import type { Upload } from '@colloquy/protocol';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authorized } from '../../domain/access.ts';
import type { KnowledgeBase } from '../../domain/document.ts';
import { AppError, toProblem } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { addBaseRoutes } from './base-routes.ts';
import { addDocumentRoutes } from './document-routes.ts';
import { idIn } from './parameters.ts';
import { addSelectionRoutes } from './selection-routes.ts';
import { toLibraryDocument } from './views.ts';

/** Files of one upload request. */
const FILES_AT_ONCE = 10_000;

/** Bases and the documents in them. */
export async function addLibraryRoutes(app: FastifyInstance, parts: DialectParts): Promise<void> {
  const { settings } = parts;
  await app.register(multipart, {
    throwFileSizeLimit: false,
    preservePath: true,
    limits: {
      fileSize: settings.maxUploadBytes,
      files: FILES_AT_ONCE,
      parts: FILES_AT_ONCE + 100,
      fieldSize: 65_536,
    },
  });
  addBaseRoutes(app, parts);
  addSelectionRoutes(app, parts);
  addUploadRoute(app, parts);
  addDocumentRoutes(app, parts);
}

/** The files go one by one to the library while they arrive; one that is refused does not stop the others. */
function addUploadRoute(app: FastifyInstance, parts: DialectParts): void {
  app.post('/bases/:id/documents', { config: { access: ['knowledge-base:write'] } }, async (request) => {
    const base = await visitorOf(request).knowledgeBase(idIn(request));
    const files: Upload['files'] = [];
    for await (const part of filesOf(request)) files.push(await addFile(parts, base, part, request));
    if (files.length === 0)
      throw new AppError(
        'invalid-request',
        'The request has no file; add at least one part with a file name.',
      );
    return { files };
  });
}

/** The files of a form as they arrive. @throws AppError when the form cannot be read, or does not come to its end */
async function* filesOf(request: FastifyRequest): AsyncGenerator<MultipartFile> {
  try {
    yield* request.files();
  } catch (error) {
    throw formError(error);
  }
}

/** The parser of forms tells what it cannot read by plain errors; a connection that breaks is nobody's fault here. */
function formError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code.startsWith('FST_')) return error;
  if (code !== '') return new AppError('cancelled', 'The connection broke during the upload; send it again.');
  return new AppError(
    'invalid-request',
    'The form cannot be read: its boundary or its end is missing. Send the files again.',
    { cause: error },
  );
}

async function addFile(
  { library, settings }: DialectParts,
  base: Authorized<KnowledgeBase>,
  { file, filename: name }: MultipartFile,
  request: FastifyRequest,
): Promise<Upload['files'][number]> {
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      // A refusal leaves this loop early; a part that were destroyed then would block the parts behind it.
      for await (const bytes of file.iterator({ destroyOnReturn: false })) yield bytes;
    } catch (error) {
      throw formError(error);
    }
    if (file.truncated) {
      const megabytes = Math.floor(settings.maxUploadBytes / 1_048_576);
      throw new AppError(
        'too-large',
        `The file is larger than ${megabytes} MB; split it, or raise COLLOQUY_MAX_UPLOAD_MB.`,
      );
    }
  }
  try {
    const { document, outcome } = await library.add(base, { name, data: whole() });
    return { name, outcome, document: toLibraryDocument(document) };
  } catch (error) {
    // A connection that broke concerns the request, not this file. (A request that has been read to its end counts as
    // destroyed, so the socket is asked.)
    if (request.raw.socket.destroyed) throw error;
    const problem = toProblem(error);
    if (problem.code === 'internal') request.log.error({ err: error }, 'a file could not be added');
    return { name, outcome: 'refused', problem };
  } finally {
    // What a refused file did not read must still pass before the next part can begin.
    file.resume();
  }
}
