import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp } from '../../test/http-app.ts';

const SCRIPT = 'document.documentElement.dataset.theme = "dark"';
const PAGE = `<!doctype html><script>${SCRIPT}</script><script type="module" src="/assets/main-1a2b.js"></script>`;

describe('the app', () => {
  let house: HttpApp;
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-web-'));
  beforeAll(async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), PAGE);
    writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'export {}');
    writeFileSync(join(folder, 'secret.txt'), 'not in the page');
    house = await createHttpApp({ settings: { webFolder: folder, allowedHosts: ['docs.example.org:8443'] } });
  });
  afterAll(async () => {
    await house.close();
    rmSync(folder, { recursive: true });
  });

  describe('answers to browsers', () => {
    it('sets security headers and open CORS without credentials on every answer', async () => {
      for (const url of ['/status', '/nothing', '/v1/nothing', '/v1/user/info', '/account']) {
        const { headers } = await house.app.inject({ url, headers: { origin: 'https://elsewhere.example' } });
        expect(headers).toMatchObject({
          'access-control-allow-origin': '*',
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'cross-origin-resource-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
        });
        expect(headers['access-control-expose-headers']).toContain('Authorization');
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
        expect(headers).not.toHaveProperty('set-cookie');
      }
    });

    it('answers a preflight without a token', async () => {
      const answer = await house.app.inject({
        method: 'OPTIONS',
        url: '/turns',
        headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
      });
      expect(answer.statusCode).toBe(204);
      expect(answer.headers['access-control-allow-headers']).toContain('Authorization');
      expect(answer.headers['access-control-allow-methods']).toContain('DELETE');
    });

    it.each([
      'localhost',
      'LOCALHOST:9380',
      '127.0.0.1:9380',
      '[::1]:9380',
      'localhost.',
      'docs.example.org',
    ])('answers to %s', async (host) => {
      expect((await house.app.inject({ url: '/status', headers: { host } })).statusCode).toBe(200);
    });

    it.each([
      'evil.example',
      'evil.example:9380',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '[::2]',
      '10.0.0.1',
    ])('does not answer to "%s", a name that was pointed at loopback', async (host) => {
      for (const url of ['/status', '/', '/healthz', '/v1/user/public_key', '/nothing']) {
        const answer = await house.app.inject({ url, headers: { host } });
        expect(answer.body).not.toContain('BEGIN PUBLIC KEY');
        expect([answer.statusCode, answer.json().code]).toEqual(
          url.startsWith('/v1') ? [200, 103] : [403, 'forbidden'],
        );
      }
    });

    it('answers to any name when it listens beyond loopback', async () => {
      const open = await createHttpApp({ settings: { host: '0.0.0.0' } });
      expect((await open.app.inject({ url: '/status', headers: { host: 'any.example' } })).statusCode).toBe(
        200,
      );
      await open.close();
    });
  });

  describe('addresses', () => {
    it.each(['//status', '/status/', '///status//', '/status?x=//'])('reads %s as /status', async (url) => {
      expect((await house.app.inject({ url })).json()).toMatchObject({ version: '1.2.3' });
    });

    it('answers unknown ones in the words of their dialect', async () => {
      const typed = await house.app.inject({ url: '/nothing' });
      expect(typed.statusCode).toBe(404);
      expect(typed.json()).toMatchObject({ code: 'not-found', retryable: false });
      const old = await house.app.inject({ url: '/v1/nothing?x=1' });
      expect(old.statusCode).toBe(404);
      expect(old.json()).toEqual({
        error: 'Not Found',
        message: 'The requested URL /v1/nothing was not found',
      });
    });

    it.each(['/documents/%zz', '/v1/%zz', `/documents/${'a'.repeat(500)}`])(
      'refuses %s, which no route can read',
      async (url) => {
        const answer = await house.app.inject({ url });
        expect(answer.statusCode).toBe(400);
        expect(answer.json()).toMatchObject({
          code: 'invalid-request',
          message: expect.stringContaining('address'),
        });
        expect(answer.headers['x-content-type-options']).toBe('nosniff');
      },
    );

    it.each(['/v1/user/info', '/v1//conversation/set/'])(
      'answers a wrong method on %s as the contract says',
      async (url) => {
        const answer = await house.app.inject({ method: 'PUT', url });
        expect(answer.statusCode).toBe(200);
        expect(answer.json()).toEqual({
          code: 100,
          message: "<MethodNotAllowed '405: Method Not Allowed'>",
          data: null,
        });
      },
    );
  });

  describe('the page', () => {
    it.each([
      '/',
      '/c/0123',
      '/c/0123/passage/4',
      '/library',
      '/library/abc',
      '/settings',
      '/sign-in',
      '/?x=1',
    ])('is at %s', async (url) => {
      const answer = await house.app.inject({ url });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe(PAGE);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'cross-origin-opener-policy': 'same-origin',
      });
    });

    it('is at every address that it has itself, also after a reload', async () => {
      const router = readFileSync(join(import.meta.dirname, '../../../web/src/router.tsx'), 'utf8');
      const addresses = [...router.matchAll(/ path: '([^']+)'/g)].map(([, path = '']) =>
        path.replace(/\$\w+/g, 'x'),
      );
      expect(addresses).toContain('/library/x');
      for (const url of addresses) {
        const { statusCode, body } = await house.app.inject({ url });
        expect([url, statusCode, body]).toEqual([url, 200, PAGE]);
      }
    });

    it('may run its own scripts only (S7)', async () => {
      const policy = String((await house.app.inject({ url: '/' })).headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'; script-src 'self' 'sha256-");
      expect(policy).toContain("img-src 'self' data: blob:");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
    });

    it('keeps hashed files for a year', async () => {
      const answer = await house.app.inject({ url: '/assets/main-1a2b.js' });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(answer.headers['content-type']).toMatch(/javascript/);
    });

    it.each([
      '/assets/gone.js',
      '/assets/../secret.txt',
      '/assets/%2e%2e/secret.txt',
      '/assets/..%2fsecret.txt',
      '/secret.txt',
    ])('has nothing at %s', async (url) => {
      const answer = await house.app.inject({ url });
      expect([400, 403, 404]).toContain(answer.statusCode);
      expect(answer.body).not.toContain('not in the page');
    });
  });

  it('tells its watcher that it is well', async () => {
    const answer = await house.app.inject({ url: '/healthz' });
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
    expect((await house.app.inject({ method: 'HEAD', url: '/healthz' })).statusCode).toBe(200);
  });
});
