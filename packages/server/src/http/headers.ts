import type { FastifyInstance } from 'fastify';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Accept-Ranges, Authorization, Content-Disposition, Content-Range, ETag, Location, Retry-After, X-Request-Id',
} as const;

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-None-Match, If-Range, Last-Event-ID, Prefer, Range',
  'access-control-max-age': '86400',
} as const;

/** For every answer. Pages replace the policy by their own; answers with data are kept out of caches. */
const SECURITY = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

/** The headers of every answer, also of those that no hook sees. */
export const COMMON_HEADERS = { ...SECURITY, ...CORS };

/**
 * Sets the headers of all answers before any handler runs, so that streams, which take the raw response over, find
 * them on the reply. Any origin may call: there are no cookies, a caller has only the token that it was given.
 */
export function addCommonHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...COMMON_HEADERS, 'x-request-id': request.id });
    const preflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    return preflight ? reply.headers(PREFLIGHT).code(204).send() : undefined;
  });
}
