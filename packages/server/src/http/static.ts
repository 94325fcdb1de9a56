import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Addresses inside the page: each of them answers with the page, which then shows what the address names. */
const PAGE_ROUTES = ['/', '/c/*', '/library', '/library/*', '/settings', '/sign-in'];
/** File names in here carry a hash of their content. */
const HASHED = '/assets/';
/** A worker lives by the policy of its own file: it may load its other scripts, and nothing else. */
const ASSET_POLICY = "default-src 'none'; script-src 'self'";
const YEAR = 'public, max-age=31536000, immutable';

/** Serves the built page. A folder without `index.html` serves nothing, so that the API works without a build. */
export async function addStatic(app: FastifyInstance, folder: string): Promise<void> {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return;
  await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, decorateReply: true });
  const policy = pagePolicy(readFileSync(index, 'utf8'));

  for (const url of PAGE_ROUTES) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      config: { access: 'public' },
      handler: (_request, reply) =>
        reply
          .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
          .header('cross-origin-opener-policy', 'same-origin')
          .sendFile('index.html'),
    });
  }

  app.route({
    method: ['GET', 'HEAD'],
    url: `${HASHED}*`,
    config: { access: 'public' },
    handler: (request, reply) =>
      reply
        .headers({ 'cache-control': YEAR, 'content-security-policy': ASSET_POLICY })
        .sendFile(`assets/${(request.params as { '*': string })['*']}`),
  });

  for (const file of ['/favicon.ico', '/favicon.svg', '/robots.txt', '/manifest.webmanifest']) {
    if (!existsSync(join(folder, file))) continue;
    app.route({
      method: ['GET', 'HEAD'],
      url: file,
      config: { access: 'public' },
      handler: (_request, reply) =>
        reply.header('cache-control', 'public, max-age=3600').sendFile(file.slice(1)),
    });
  }
}

/**
 * The page runs its own scripts only (S7): no foreign hosts, no inline code but the blocks that stand in the built
 * file, known by their hashes. Inline styles are what component libraries need.
 */
function pagePolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    ['script-src', "'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
