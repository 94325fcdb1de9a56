import type { FastifyReply } from 'fastify';
import {
  type DeliveryParts,
  deliverTurn,
  isLastDelivered,
  type LastDelivered,
  type Reading,
} from './deliver-turn.ts';
import type { Encoder } from './encoders/encoder.ts';
import { openEventStream, type SseTimes, STANDARD_TIMES } from './sse.ts';

/** Everybody who is reading a turn over HTTP. */
export interface TurnReaders {
  /** Streams the turn to its end, or until the reader leaves. Never rejects: what fails becomes the last frame. */
  stream(reply: FastifyReply, reading: Reading, encode: Encoder): Promise<void>;
  /** Waits for the turn's last event; undefined when the caller has left before it came. */
  lastEvent(reply: FastifyReply, reading: Reading): Promise<LastDelivered | undefined>;
  /**
   * From now on every connection closes after its stream. Waits for the open streams, at most `milliseconds`, then
   * ends the rest with an `interrupted` event: what they read goes on, or is taken up after the restart.
   */
  close(milliseconds: number): Promise<void>;
}

export interface TurnReadersParts extends DeliveryParts {
  readonly times?: SseTimes;
}

/** After the streams were told to end, a reader that takes nothing more is cut off. */
const CUT_OFF_MILLISECONDS = 1_000;

export function createTurnReaders(parts: TurnReadersParts): TurnReaders {
  const { log, times = STANDARD_TIMES } = parts;
  const open = new Map<AbortController, Promise<void>>();
  let closing = false;

  async function pump(
    reply: FastifyReply,
    reading: Reading,
    encode: Encoder,
    own: AbortController,
  ): Promise<void> {
    const stream = openEventStream(reply, times);
    const leave = (): void => own.abort();
    stream.left.addEventListener('abort', leave);
    if (stream.left.aborted) leave();
    try {
      await deliverTurn(parts, reading, own.signal, (arriving) => stream.send(encode(arriving)));
    } catch (error) {
      log.error({ err: error, turnId: reading.turnId }, 'a stream broke');
    } finally {
      stream.left.removeEventListener('abort', leave);
      stream.end({ close: closing });
    }
  }

  return {
    async stream(reply, reading, encode) {
      const own = new AbortController();
      const done = pump(reply, reading, encode, own);
      open.set(own, done);
      await done.finally(() => open.delete(own));
    },
    async lastEvent(reply, reading) {
      const gone = new AbortController();
      const leave = (): void => gone.abort();
      reply.raw.once('close', leave);
      try {
        let last: LastDelivered | undefined;
        await deliverTurn(parts, reading, gone.signal, ({ event }) => {
          if (isLastDelivered(event)) last = event;
        });
        return gone.signal.aborted ? undefined : last;
      } finally {
        reply.raw.off('close', leave);
      }
    },
    async close(milliseconds) {
      closing = true;
      const ended = (): Promise<unknown> => Promise.allSettled(open.values());
      await within(milliseconds, ended());
      for (const own of open.keys()) own.abort();
      await within(CUT_OFF_MILLISECONDS, ended());
    },
  };
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
