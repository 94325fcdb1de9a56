import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Authorized } from '../../domain/access.ts';
import type { Document } from '../../domain/document.ts';
import type { Problem } from '../../domain/errors.ts';
import type { Library } from '../../ingest/library.ts';
import { visitorOf } from '../access.ts';
import { byteRange } from '../byte-range.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { idIn } from './parameters.ts';
import { toLibraryDocument } from './views.ts';

const TextRange = z.object({
  start: z.coerce.number().int().min(0).default(0),
  end: z.coerce.number().int().min(0).optional(),
});

/** Characters of a document's text that one answer holds; the next request goes on from its `end`. */
const TEXT_AT_ONCE = 200_000;

/** One document: its state, its text by parts, its bytes. */
export function addDocumentRoutes(app: FastifyInstance, { library }: DialectParts): void {
  app.get('/documents/:id', { config: { access: ['document:read'] } }, async (request) =>
    toLibraryDocument(await visitorOf(request).document(idIn(request))),
  );

  app.delete('/documents/:id', { config: { access: ['document:delete'] } }, async (request, reply) => {
    await library.remove(await visitorOf(request).document(idIn(request)));
    reply.code(204);
  });

  app.post('/documents/:id/retry', { config: { access: ['document:write'] } }, async (request) =>
    toLibraryDocument(await library.retry(await visitorOf(request).document(idIn(request)))),
  );

  app.get('/documents/:id/text', { config: { access: ['document:read'] } }, async (request) => {
    const wanted = parse(TextRange, request.query);
    const document = await visitorOf(request).document(idIn(request));
    const length = await library.textLength(document);
    const start = Math.min(wanted.start, wanted.end ?? length, length);
    const end = Math.min(wanted.end ?? length, start + TEXT_AT_ONCE, length);
    const text = await library.text(document, { start, end });
    return { documentId: document.id, name: document.name, start, end, length, text };
  });

  app.get('/documents/:id/content', { config: { access: ['document:read'] } }, async (request, reply) =>
    sendContent(library, await visitorOf(request).document(idIn(request)), request, reply),
  );
}

/** The bytes, or the part of them that a `Range` header names. The hash of a document is what it is known by. */
async function sendContent(
  library: Library,
  document: Authorized<Document>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { size } = document;
  const tag = `"${document.contentHash}"`;
  reply.headers({ ...downloadHeaders(document), 'accept-ranges': 'bytes', etag: tag });
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  // A part of another version is of no use to whoever has a part of this one.
  const same = [undefined, tag].includes(request.headers['if-range']?.toString());
  const range = same ? byteRange(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${size}`);
    const message = `The file has ${size} bytes; the header \`Range\` asks for what comes after them.`;
    return reply.code(416).type('application/json; charset=utf-8').send(problemOfRange(message));
  }
  const { start, end } = range ?? { start: 0, end: size };
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`);
  reply.header('content-length', end - start);
  // Nobody reads a file only to say how it would begin.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(Readable.from(await library.original(document, range), { objectMode: false }));
}

/** This refusal has a status of its own, past the table of codes. */
function problemOfRange(message: string): Problem {
  return { code: 'invalid-request', message, retryable: false, field: 'Range' };
}

/** A document is somebody else's file: it is downloaded, never run or shown as a page of ours. */
function downloadHeaders({
  name,
  mediaType,
}: {
  readonly name: string;
  readonly mediaType: string;
}): Record<string, string> {
  const plain = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(mediaType);
  const file = name.split('/').at(-1) ?? name;
  return {
    'content-type': plain ? mediaType : 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file).replace(/['()*]/g, escapeCharacter)}`,
    'content-security-policy': "sandbox; default-src 'none'",
  };
}

/** RFC 8187 allows fewer characters bare than `encodeURIComponent` leaves. */
function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
