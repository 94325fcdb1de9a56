import type { FastifyBaseLogger } from 'fastify';
import type { DeliveredEvent } from '../chat/delivered-event.ts';
import type { Presenter } from '../chat/present.ts';
import type { Turns } from '../chat/turn-request.ts';
import { toProblem } from '../domain/errors.ts';
import type { Arriving } from './encoders/encoder.ts';

/** Which turn is read, by whom, and from where on. */
export interface Reading {
  readonly turnId: string;
  readonly tenantId: string;
  /** Number of the last event that the reader has; 0 for all. */
  readonly after: number;
}

export interface DeliveryParts {
  readonly turns: Pick<Turns, 'follow'>;
  readonly presenter: Pick<Presenter, 'presentEvents'>;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

export type LastDelivered = Extract<DeliveredEvent, { readonly type: 'answer-end' | 'error' }>;

/** True for the one event that ends a turn. */
export function isLastDelivered(event: DeliveredEvent): event is LastDelivered {
  return event.type === 'answer-end' || event.type === 'error';
}

/**
 * The events of a turn for one reader. The last one is always there, whatever happens below; when the reading was
 * broken off while the turn goes on, it says so.
 */
export async function* deliverTurn(
  { turns, presenter, log }: DeliveryParts,
  { turnId, tenantId, after }: Reading,
  signal: AbortSignal,
): AsyncGenerator<Arriving> {
  try {
    for await (const item of presenter.presentEvents(turns.follow(turnId, { after, signal }), tenantId)) {
      yield item;
      if (isLastDelivered(item.event)) return;
    }
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') log.error({ err: error, turnId }, 'a turn could not be read');
    if (!signal.aborted) return yield { event: { type: 'error', problem } };
  }
  yield { event: INTERRUPTED };
}

const INTERRUPTED: LastDelivered = {
  type: 'error',
  problem: {
    code: 'interrupted',
    message: 'The server is going down; read this answer again in a moment.',
    retryable: true,
  },
};
