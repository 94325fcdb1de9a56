import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../domain/errors.ts';

const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * On loopback, answers only to names of this machine. A page from elsewhere can point a name of its own at 127.0.0.1
 * (DNS rebinding) and would then be of the same origin as the server; the name in `Host` gives it away.
 */
export function addHostGuard(
  app: FastifyInstance,
  { host, allowedHosts }: { readonly host: string; readonly allowedHosts: readonly string[] },
): void {
  app.addHook('onRequest', async ({ headers, raw }) => {
    if (headers.host === undefined && raw.httpVersion === '1.1')
      throw new AppError('invalid-request', 'The request has no `Host`; add the name of this server.', {
        field: 'Host',
      });
  });
  if (!isLoopback(host)) return;
  const allowed = new Set([...OWN_NAMES, host.toLowerCase(), ...allowedHosts.map((name) => nameOf(name))]);
  app.addHook('onRequest', async (request) => {
    const name = nameOf(request.headers.host ?? '');
    if (!allowed.has(name)) {
      throw new AppError(
        'forbidden',
        'This server does not answer to the name in `Host`; use localhost, or add the name to COLLOQUY_ALLOWED_HOSTS.',
        { field: 'Host' },
      );
    }
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** The name in a `Host` header: without port, without the dot of an absolute name, in lower case. */
function nameOf(header: string): string {
  return header.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}
