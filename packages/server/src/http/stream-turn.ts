import type { FastifyBaseLogger, FastifyReply } from 'fastify';
import type { DeliveredEvent } from '../chat/delivered-event.ts';
import type { Presenter } from '../chat/present.ts';
import type { Turns } from '../chat/turn-request.ts';
import { toProblem } from '../domain/errors.ts';
import type { Arriving, Encoder } from './encoders/encoder.ts';
import { openEventStream, type SseTimes, STANDARD_TIMES } from './sse.ts';

/** Which turn is read, by whom, and from where on. */
export interface Reading {
  readonly turnId: string;
  readonly tenantId: string;
  /** Number of the last event that the reader has; 0 for all. */
  readonly after: number;
}

type LastEvent = Extract<DeliveredEvent, { readonly type: 'answer-end' | 'error' }>;

/** Everybody who is reading a turn over HTTP. */
export interface TurnReaders {
  /** Streams the turn to its end, or until the reader leaves. Never rejects: what fails becomes the last frame. */
  stream(reply: FastifyReply, reading: Reading, encode: Encoder): Promise<void>;
  /** Waits for the turn's last event; undefined when the caller has left before it came. */
  lastEvent(reply: FastifyReply, reading: Reading): Promise<LastEvent | undefined>;
  /**
   * From now on every connection closes after its stream. Waits for the open streams, at most `milliseconds`, then
   * ends the rest with an `interrupted` event: what they read goes on, or is taken up after the restart.
   */
  close(milliseconds: number): Promise<void>;
}

export interface TurnReadersParts {
  readonly turns: Pick<Turns, 'follow'>;
  readonly presenter: Pick<Presenter, 'presentEvents'>;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
  readonly times?: SseTimes;
}

/** After the streams were told to end, a reader that takes nothing more is cut off. */
const CUT_OFF_MILLISECONDS = 1_000;

export function createTurnReaders({ turns, presenter, log, times }: TurnReadersParts): TurnReaders {
  const open = new Map<AbortController, Promise<void>>();
  let closing = false;

  /** The events of a turn for one reader; the last one is always there, whatever happens below. */
  async function* deliver(reading: Reading, signal: AbortSignal): AsyncGenerator<Arriving> {
    const { turnId, tenantId, after } = reading;
    try {
      for await (const item of presenter.presentEvents(turns.follow(turnId, { after, signal }), tenantId)) {
        yield item;
        if (isLast(item.event)) return;
      }
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'internal') log.error({ err: error, turnId }, 'a turn could not be read');
      if (!signal.aborted) return yield { event: { type: 'error', problem } };
    }
    yield { event: INTERRUPTED };
  }

  async function pump(
    reply: FastifyReply,
    reading: Reading,
    encode: Encoder,
    own: AbortController,
  ): Promise<void> {
    const stream = openEventStream(reply, times ?? STANDARD_TIMES);
    const leave = (): void => own.abort();
    stream.left.addEventListener('abort', leave);
    if (stream.left.aborted) leave();
    try {
      for await (const frame of encode(deliver(reading, own.signal))) {
        if (stream.left.aborted) return;
        await stream.send(frame);
      }
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
        for await (const { event } of deliver(reading, gone.signal))
          if (isLast(event)) return gone.signal.aborted ? undefined : event;
        return undefined;
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

const INTERRUPTED: LastEvent = {
  type: 'error',
  problem: {
    code: 'interrupted',
    message: 'The server is going down; read this answer again in a moment.',
    retryable: true,
  },
};

function isLast(event: DeliveredEvent): event is LastEvent {
  return event.type === 'answer-end' || event.type === 'error';
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
