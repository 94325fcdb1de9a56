import type { FastifyInstance } from 'fastify';

/** Bytes of a refused body that are still taken in, so that its sender gets to read why. */
const DISCARDED_AT_MOST = 1024 * 1_048_576;

/**
 * A body that is refused before it has been read makes Fastify close the connection. What is still being sent then
 * meets a closed door, and most clients report that instead of the answer. So the connection stays open, and Node reads
 * such a body to its end and throws it away, unless it is enormous or does not say how long it is.
 */
export function discardUnreadBodies(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook('onSend', async ({ raw }, reply) => {
    const length = Number(raw.headers['content-length'] ?? Number.NaN);
    if (!raw.complete && length <= DISCARDED_AT_MOST && !isDraining()) reply.removeHeader('connection');
  });
}
