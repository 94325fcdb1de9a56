import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { openChunkedBody } from './chunked-body.ts';

const PIECES = [
  'data:a\n\n',
  'Gr\u00fc\u00dfe \u4f60\u597d \ud83d\udc4b\r\n',
  '0\r\n\r\n',
  'x'.repeat(20_000),
  '\n',
];

describe('a body in chunks', () => {
  let server: Server;
  let sent: Promise<void>;
  async function serve(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    sent = promise;
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.flushHeaders();
      const body = openChunkedBody(response);
      for (const piece of PIECES) body.write(piece);
      body.end(resolve);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('arrives as it was written, and the connection is good for the next one', async () => {
    const port = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let round = 0; round < 3; round += 1) {
      const outgoing = get({ host: '127.0.0.1', port, agent });
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      sockets.add(answer.socket);
      expect(answer.headers['transfer-encoding']).toBe('chunked');
      expect(await text(answer)).toBe(PIECES.join(''));
    }
    await sent;
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  it.each([
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: close\r\n\r\n', /\r\n\r\ndata:a\n\n/],
    [
      'HTTP/1.1',
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /\r\n\r\n8\r\ndata:a\n\n\r\n15\r\n/,
    ],
  ])('is framed for %s readers as they know it', async (_version, request, expected) => {
    const socket = connect(await serve(), '127.0.0.1');
    socket.write(request);
    const answer = await text(socket);
    expect(answer).toMatch(expected);
    expect(answer.endsWith('0\r\n\r\n')).toBe(request.includes('1.1'));
  });

  it('is left to Node while an earlier answer has the connection', async () => {
    const socket = connect(await serve(), '127.0.0.1');
    const first = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    socket.write(`${first}GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(answers.match(/\r\n8\r\ndata:a\n\n\r\n15\r\n/g)).toHaveLength(2);
  });
});
