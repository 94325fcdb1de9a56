import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EventStream, openEventStream, type SseTimes, toText } from './sse.ts';

describe('the text of a frame', () => {
  it.each([
    [{ data: '{"a":1}' }, 'data:{"a":1}\n\n'],
    [{ id: 7, data: '{}' }, 'id:7\ndata:{}\n\n'],
    [{ event: 'a\r\nb', data: '[DONE]' }, 'event:ab\ndata:[DONE]\n\n'],
    [{ data: 'one\ntwo\r\nthree\rfour' }, 'data:one\ndata:two\ndata:three\ndata:four\n\n'],
    [{ data: '"\u0085\u2028\u2029 \u00e9 \u4e2d"' }, 'data:"\\u0085\\u2028\\u2029 \u00e9 \u4e2d"\n\n'],
  ])('is written once and for all: %#', (frame, text) => {
    expect(toText(frame)).toBe(text);
  });

  it('cannot be forged by any text in it (S8)', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        ...'ab:\n\r\u2028\u2029\u0085{}"',
        'data:',
        'id:',
        'event:',
        '[ID:3]',
        '</think>',
      ),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.nat(), delta: hostile }), { maxLength: 5 }), (sent) => {
        const text = sent.map(({ id, delta }) => toText({ id, data: JSON.stringify({ delta }) })).join('');
        const seen: unknown[] = [];
        createParser({ onEvent: ({ id, data }) => seen.push({ id: Number(id), ...JSON.parse(data) }) }).feed(
          text,
        );
        expect(seen).toEqual(sent);
      }),
    );
  });
});

describe('an event stream', () => {
  const apps: FastifyInstance[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });

  async function serve(times: SseTimes, use: (stream: EventStream) => Promise<void>): Promise<number> {
    const app = Fastify({ forceCloseConnections: true });
    apps.push(app);
    app.get('/', async (_request, reply) => {
      reply.header('x-set-before', 'kept');
      await use(openEventStream(reply, times));
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return (app.server.address() as AddressInfo).port;
  }

  function open(port: number): Socket {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket;
  }

  const patient = { heartbeatMilliseconds: 60_000, stallMilliseconds: 60_000 };

  it('sends its head at once, with the headers that were set before', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const port = await serve(patient, async (stream) => {
      await promise;
      stream.end();
    });
    const [head] = await once(open(port), 'data');
    resolve();
    expect(String(head)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    for (const line of [
      'x-set-before: kept',
      'content-type: text/event-stream; charset=utf-8',
      'cache-control: no-cache, no-transform',
      'connection: keep-alive',
      'x-accel-buffering: no',
    ]) {
      expect(String(head)).toContain(`\r\n${line}\r\n`);
    }
  });

  it('breaks a silence with a comment', async () => {
    const port = await serve({ ...patient, heartbeatMilliseconds: 20 }, async (stream) => {
      await new Promise((resolve) => stream.left.addEventListener('abort', resolve));
    });
    let text = '';
    const socket = open(port);
    for await (const bytes of socket) {
      text += bytes;
      if (text.split(':\n\n').length > 2) break;
    }
    expect(text).toContain('\r\n:\n\n\r\n');
  });

  it('tells when the reader has left', async () => {
    const left = Promise.withResolvers<string>();
    const port = await serve(patient, async (stream) => {
      stream.left.addEventListener('abort', () => left.resolve('left'));
      await left.promise;
    });
    const socket = open(port);
    await once(socket, 'data');
    socket.destroy();
    expect(await left.promise).toBe('left');
  });

  it('does not take its own end for a reader that leaves', async () => {
    const closed = Promise.withResolvers<EventStream>();
    const port = await serve(patient, async (stream) => {
      await stream.send([{ data: '1' }]);
      stream.end({ close: true });
      closed.resolve(stream);
    });
    const socket = open(port);
    socket.resume();
    await once(socket, 'close');
    expect((await closed.promise).left.aborted).toBe(false);
  });

  it('costs a bounded buffer when its reader stops reading, and closes after the stated time (P6)', async () => {
    const result = Promise.withResolvers<{ sent: number; left: boolean }>();
    const warned = vi.fn();
    process.on('warning', warned);
    const port = await serve({ ...patient, stallMilliseconds: 200 }, async (stream) => {
      let sent = 0;
      while (!stream.left.aborted && sent < 1_000_000) {
        await stream.send([{ data: 'x'.repeat(1_000) }]);
        sent++;
      }
      result.resolve({ sent, left: stream.left.aborted });
    });
    const socket = open(port);
    await once(socket, 'connect');
    socket.pause();
    const { sent, left } = await result.promise;
    process.off('warning', warned);
    expect(left).toBe(true);
    // What the kernel's socket buffers and one high-water mark hold; nothing grows with the stream.
    expect(sent).toBeLessThan(20_000);
    expect(warned).not.toHaveBeenCalled();
  });

  it('goes on when a slow reader reads again', async () => {
    const frames = 5_000;
    const port = await serve(patient, async (stream) => {
      for (let index = 0; index < frames; index++)
        await stream.send([{ id: index, data: 'x'.repeat(1_000) }]);
      stream.end({ close: true });
    });
    const socket = open(port);
    let text = '';
    for await (const bytes of socket) {
      text += bytes;
      // A reader that takes a break at every tenth of the text.
      if (text.length % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(text.match(/id:\d+\ndata:x{1000}\n\n/g)).toHaveLength(frames);
  });
});
