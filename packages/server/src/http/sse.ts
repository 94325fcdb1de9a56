import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { type ChunkedBody, openChunkedBody } from './chunked-body.ts';
import type { Frame } from './encoders/frame.ts';

export interface SseTimes {
  /** Silence after which a comment is sent, so that proxies keep the connection. */
  readonly heartbeatMilliseconds: number;
  /** How long a reader may leave what was sent unread before its connection is closed. */
  readonly stallMilliseconds: number;
}

export const STANDARD_TIMES: SseTimes = { heartbeatMilliseconds: 15_000, stallMilliseconds: 60_000 };

/** An open stream of events to one reader. */
export interface EventStream {
  /** Aborts when the reader has left, or has been sent away because it stopped reading. Not by {@link EventStream.end}. */
  readonly left: AbortSignal;
  /**
   * Sends frames in one piece. Gives a promise when the reader cannot take more, for the moment in which it can: whoever
   * waits for it before producing the next frames holds no more than these beyond the socket's own buffer. Does nothing
   * after the reader has left.
   */
  send(frames: readonly Frame[]): Promise<void> | undefined;
  /** With `close`, the connection ends too instead of waiting for further requests. */
  end(options?: { readonly close: boolean }): void;
}

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
} as const;

/**
 * Takes the response over from Fastify and sends the head at once. Headers that were set on the reply (security,
 * CORS, request id) go out with it: after `hijack` nobody else would write them.
 */
export function openEventStream(reply: FastifyReply, times: SseTimes = STANDARD_TIMES): EventStream {
  const set = reply.getHeaders();
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  const room = waitForRoom(raw, times.stallMilliseconds);
  const isGone = raw.destroyed || raw.socket?.destroyed === true;
  if (!isGone) {
    raw.writeHead(200, { ...definedOnly(set), ...HEAD });
    raw.flushHeaders();
  }
  const body = openChunkedBody(raw);
  const { heard, stop } = keepAlive(raw, body, times);
  const leave = (): void => {
    stop();
    if (!raw.writableEnded) gone.abort();
  };
  raw.once('close', leave);
  // A write after the other side has gone ends here; `close` follows it.
  raw.on('error', () => {});
  if (isGone) leave();
  return {
    left: gone.signal,
    send(frames) {
      if (frames.length === 0 || gone.signal.aborted || raw.writableEnded) return undefined;
      heard();
      return body.write(frames.map(toText).join('')) ? undefined : room();
    },
    end({ close } = { close: false }) {
      stop();
      const { socket } = raw;
      if (!raw.writableEnded) body.end(() => void (close && socket?.destroySoon()));
    },
  };
}

const SEPARATOR = /[\r\n\u0085\u2028\u2029]/;

/** The text of a frame; line breaks in `data` become lines of one message. */
export function toText({ id, event, data }: Frame): string {
  const head =
    (id === undefined ? '' : `id:${id}\n`) + (event === undefined ? '' : `event:${oneLine(event)}\n`);
  if (!SEPARATOR.test(data)) return `${head}data:${data}\n\n`;
  const lines = escapeSeparators(data).split(/\r\n|[\r\n]/);
  return `${head}${lines.map((line) => `data:${line}\n`).join('')}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

/**
 * U+0085, U+2028 and U+2029 end a line for some readers. They can stand in JSON only inside strings, where their
 * escapes mean the same.
 */
function escapeSeparators(json: string): string {
  return json.replace(
    /[\u0085\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Sends a comment after each stretch of silence; a reader that has not read what was sent before gets none. */
function keepAlive(
  raw: ServerResponse,
  body: ChunkedBody,
  { heartbeatMilliseconds }: SseTimes,
): { heard(): void; stop(): void } {
  const timer = setTimeout(() => {
    if (!raw.writableNeedDrain) body.write(':\n\n');
    timer.refresh();
  }, heartbeatMilliseconds);
  return { heard: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}

/** One waiter for the whole response: listeners do not pile up, however often the buffer fills. */
function waitForRoom(raw: ServerResponse, stallMilliseconds: number): () => Promise<void> {
  let waiting: PromiseWithResolvers<void> | undefined;
  let stalled: NodeJS.Timeout | undefined;
  const wake = (): void => {
    clearTimeout(stalled);
    waiting?.resolve();
    waiting = undefined;
  };
  raw.on('drain', wake);
  raw.once('close', wake);
  return async () => {
    if (raw.closed || raw.destroyed) return;
    if (waiting === undefined) {
      waiting = Promise.withResolvers<void>();
      stalled = setTimeout(() => raw.destroy(), stallMilliseconds);
    }
    await waiting.promise;
  };
}

function definedOnly(
  headers: ReturnType<FastifyReply['getHeaders']>,
): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
