import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { createRoutes, type Handler } from './fake-routes.ts';
import { createState, type FakeServer, fail, Refusal, type State } from './fake-state.ts';

/** What the server will send with the page; the tests fail when the page breaks it. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves the built page and the scripted routes on a free port. */
export async function startFakeServer(dist: string): Promise<FakeServer> {
  const fake = createState();
  const routes = createRoutes(fake);
  const server = createServer((request, response) => {
    if (!fake.reachable) return void request.destroy();
    void answer(fake, routes, dist, request, response).catch((error: unknown) => {
      if (!response.headersSent)
        send(response, 500, { code: 'internal', message: String(error), retryable: false });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.cut = () => server.closeAllConnections();
  fake.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return fake;
}

async function answer(
  fake: State,
  routes: Readonly<Record<string, Handler>>,
  dist: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x');
  const [, resource = '', id = '', action = ''] = url.pathname.split('/');
  const name = [resource, id && (['sessions', 'account', 'models'].includes(resource) ? id : ':id'), action]
    .filter((part) => part !== '')
    .join('/');
  const handler = routes[`${request.method} /${name}`];
  if (handler === undefined || request.headers.accept?.startsWith('text/html'))
    return sendPage(dist, url.pathname, response);
  try {
    const open =
      resource === 'status' || (request.method === 'POST' && (name === 'accounts' || name === 'sessions'));
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (!open && !fake.tokens.has(token)) fail(401, 'unauthenticated', 'Sign in first.');
    const body = await handler({ id, request, response, url });
    if (!response.headersSent) send(response, body === undefined ? 204 : 200, body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send(response, error.status, error.problem, error.headers);
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function sendPage(dist: string, path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : normalize(path);
  const content = await readFile(join(dist, file)).catch(() => undefined);
  response.writeHead(content === undefined ? 404 : 200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
