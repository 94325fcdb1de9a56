import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../test/http-app.ts';

const HOST = 'Host: localhost\r\n';
const TOO_LARGE = { status: 431, code: 'too-large' };
const UNREADABLE = { status: 400, code: 'invalid-request' };

let house: HttpApp;
let ann: Resident;
let port: number;

beforeAll(async () => {
  house = await createHttpApp({ settings: { maxConnections: 20 } });
  ann = await house.settle('ann');
  await house.app.listen({ host: '127.0.0.1', port: 0 });
  port = (house.app.server.address() as AddressInfo).port;
});
afterAll(() => house.close());

/** Sends these bytes and gives all that comes until the server closes the connection. */
function exchange(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
    });
    // What is still being sent when the server closes is answered by a reset.
    socket.on('error', () => undefined).on('close', () => resolve(text));
  });
}

function taken(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  return { status: Number(/^HTTP\/1\.1 (\d+) \w/.exec(head)?.[1]), head, body };
}

describe('bytes that are no request', () => {
  it.each([
    ['nonsense', 'hello there\r\n\r\n', UNREADABLE],
    ['an unknown method', `BREW /status HTTP/1.1\r\n${HOST}\r\n`, UNREADABLE],
    ['an unknown version', `GET /status HTTP/7.3\r\n${HOST}\r\n`, UNREADABLE],
    ['a blank in the address', `GET /sta tus HTTP/1.1\r\n${HOST}\r\n`, UNREADABLE],
    ['the greeting of TLS', Buffer.from('16030100f8010000f403', 'hex'), UNREADABLE],
    ['a header without a colon', `GET /status HTTP/1.1\r\n${HOST}Broken header\r\n\r\n`, UNREADABLE],
    ['a NUL in a header', `GET /status HTTP/1.1\r\n${HOST}X-A: a\0b\r\n\r\n`, UNREADABLE],
    [
      'two lengths',
      `POST /sessions HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      UNREADABLE,
    ],
    [
      'a length and chunks, as requests are smuggled',
      `POST /sessions HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      UNREADABLE,
    ],
    ['a length below zero', `POST /sessions HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, UNREADABLE],
    ['an enormous header', `GET /status HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(20_000)}\r\n\r\n`, TOO_LARGE],
    ['an enormous address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, TOO_LARGE],
    ['enormously many headers', `GET /status HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(9_000)}\r\n`, TOO_LARGE],
    ['no host', 'GET /status HTTP/1.1\r\nConnection: close\r\n\r\n', UNREADABLE],
  ])('%s is answered by a problem', async (_name, bytes, expected) => {
    const { status, head, body } = taken(await exchange(bytes));
    expect(status).toBe(expected.status);
    expect(head.toLowerCase()).toContain('content-type: application/json; charset=utf-8');
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(head.toLowerCase()).toContain('connection: close');
    expect(head.toLowerCase()).toContain(`content-length: ${body.length}`);
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ code: expected.code, message: expect.stringMatching(/^[A-Z].+\.$/) });
    expect(body).not.toMatch(/HPE_|Parse Error|node:|\.ts|stack/);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('a broken body after a good head', async () => {
    const body = 'zz this is no length of a chunk\r\n';
    const answer = await exchange(
      `POST /sessions HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
    );
    expect(taken(answer)).toMatchObject({ status: 400, body: expect.stringContaining('"invalid-request"') });
  });

  it('never end up in an answer that has begun', async () => {
    const gate = Promise.withResolvers<void>();
    house.answerWith(async function* () {
      yield { type: 'text-delta', delta: 'Hello ' };
      await gate.promise;
    });
    const question = JSON.stringify({ conversationId: ann.conversationId, messageId: 'q1', question: 'Q' });
    const head = `POST /turns HTTP/1.1\r\n${HOST}Authorization: Bearer ${ann.token}\r\nContent-Type: application/json\r\nContent-Length: ${question.length}\r\n\r\n`;
    let text = '';
    const over = new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(head + question));
      socket.setEncoding('utf8').on('data', (part: string) => {
        if (!text.includes('Hello ') && (text + part).includes('Hello ')) socket.write('nonsense\r\n\r\n');
        text += part;
      });
      socket.on('error', () => undefined).on('close', () => resolve());
    });
    await over;
    gate.resolve();
    expect(text).toContain('Hello ');
    expect(text).not.toContain('HTTP/1.1 400');
    expect(text).not.toContain('invalid-request');
  });
});

describe('a body that is refused before it has arrived', () => {
  it.each([
    ['too large', 'POST', '/sessions', 'application/json', 413],
    ['of a type that is not read', 'POST', '/sessions', 'application/xml', 415],
    ['from nobody', 'POST', '/turns', 'application/json', 401],
    ['for nothing', 'POST', '/nothing', 'application/json', 404],
  ])('%s: its sender reads why', async (_name, method, url, type, status) => {
    for (let round = 0; round < 5; round++) {
      const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
        method,
        headers: { 'content-type': type },
        body: `{"email":"${'a'.repeat(8_000_000)}"}`,
      });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ message: expect.stringMatching(/\w \w/) });
    }
  });
});

it('the connection of a refused body takes the next request, once the body is over', async () => {
  const length = 5_000_000;
  const head = `POST /sessions HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  const next = `GET /status HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`;
  let text = '';
  await new Promise<void>((resolve) => {
    // The body follows only when the refusal has been read.
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    socket.setEncoding('latin1').on('data', (part: string) => {
      if (text === '') socket.write('a'.repeat(length) + next);
      text += part;
    });
    socket.on('error', () => undefined).on('close', () => resolve());
  });
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['413', '200']);
});

describe('limits on connections', () => {
  it('have sensible times', () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout } = house.app.server;
    expect([headersTimeout, requestTimeout]).toEqual([20_000, 600_000]);
    expect(keepAliveTimeout).toBeGreaterThan(60_000);
    expect(keepAliveTimeout).toBeLessThan(120_000);
  });

  it('closes connections past the most, and goes on when some have left', async () => {
    const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.race(
      sockets.slice(30).map((socket) => new Promise((closed) => socket.once('close', closed))),
    );
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/healthz`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200);
  });
});

describe('HEAD', () => {
  it.each(['/status', '/account', '/conversations', '/bases', '/v1/user/info'])(
    'of %s has what GET has, but the body',
    async (url) => {
      const headers = house.headers(ann);
      const get = await house.app.inject({ url, headers });
      const head = await house.app.inject({ method: 'HEAD', url, headers });
      expect(head.statusCode).toBe(200);
      expect(head.body).toBe('');
      for (const name of ['content-type', 'content-length', 'cache-control', 'x-content-type-options'])
        expect(head.headers[name]).toBe(get.headers[name]);
    },
  );

  it('of a stream that goes on does not wait for it', async () => {
    const gate = Promise.withResolvers<void>();
    house.answerWith(async function* () {
      yield { type: 'text-delta', delta: 'Hello ' };
      await gate.promise;
    });
    const headers = house.headers(ann);
    const started = await house.app.inject({
      method: 'POST',
      url: '/turns',
      headers: { ...headers, prefer: 'respond-async' },
      payload: { conversationId: ann.conversationId, messageId: 'q2', question: 'Q' },
    });
    const url = `/turns/${started.json().turnId}/events`;
    const head = await house.app.inject({ method: 'HEAD', url, headers });
    expect([head.statusCode, head.headers['content-type'], head.body]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect((await house.app.inject({ method: 'HEAD', url: '/turns/none/events', headers })).statusCode).toBe(
      404,
    );
    gate.resolve();
  });

  it('signs nobody out', async () => {
    const headers = house.headers(ann);
    await house.app.inject({ method: 'HEAD', url: '/v1/user/logout', headers });
    expect((await house.app.inject({ url: '/account', headers })).statusCode).toBe(200);
  });
});
