import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Problem } from '../domain/errors.ts';
import { COMMON_HEADERS } from './headers.ts';

/** A request that the HTTP parser gave up on: no route, no hook and no dialect ever sees it. */
interface Unreadable {
  readonly status: 400 | 408 | 413 | 431;
  readonly problem: Problem;
}

/** Answers that have been begun or are still to come, by connection. */
const openAnswers = new WeakMap<object, Set<ServerResponse>>();

/** Remembers which connections are in the middle of an answer. Comes before the first request. */
export function watchAnswers(app: FastifyInstance): void {
  app.server.on('request', ({ socket }, response: ServerResponse) => {
    const open = openAnswers.get(socket) ?? new Set();
    openAnswers.set(socket, open.add(response));
    response.once('close', () => open.delete(response));
  });
}

/**
 * Says what was wrong with bytes that are no request, and closes the connection: nobody can tell where the next request
 * would begin. Within an answer nothing is said, since the words would end up in its body.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  const said = [...(openAnswers.get(socket) ?? [])].some(({ headersSent }) => headersSent);
  if (said || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // Whoever does not take the answer, or goes on sending, is not waited for.
  socket.end(rawAnswer(unreadable(error.code)), () => socket.destroy());
}

/** What the parser's own codes mean to a caller. */
function unreadable(code = ''): Unreadable {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refused(
        431,
        'too-large',
        'The headers of the request are too large; send at most 16 KB of them.',
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refused(413, 'too-large', 'The body has chunk extensions that are too large; leave them out.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        problem: {
          code: 'timeout',
          message: 'The request did not arrive in time; send it again, faster or in parts.',
          retryable: true,
        },
      };
    default:
      return refused(
        400,
        'invalid-request',
        'This is no HTTP request that can be read; check its first line, its headers and the length of its body.',
      );
  }
}

function refused(status: Unreadable['status'], code: Problem['code'], message: string): Unreadable {
  return { status, problem: { code, message, retryable: false } };
}

function rawAnswer({ status, problem }: Unreadable): string {
  const body = JSON.stringify(problem);
  const headers = {
    ...COMMON_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}
