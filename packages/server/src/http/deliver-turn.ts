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
  readonly presenter: Pick<Presenter, 'present'>;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

export type LastDelivered = Extract<DeliveredEvent, { readonly type: 'answer-end' | 'error' }>;

/** True for the one event that ends a turn. */
export function isLastDelivered(event: DeliveredEvent): event is LastDelivered {
  return event.type === 'answer-end' || event.type === 'error';
}

/**
 * Hands the events of a turn to one reader, each when the one before has been taken. The last one always comes,
 * whatever happens below; when the reading was broken off while the turn goes on, it says so.
 */
export async function deliverTurn(
  { turns, presenter, log }: DeliveryParts,
  { turnId, tenantId, after }: Reading,
  signal: AbortSignal,
  take: (arriving: Arriving) => Promise<void> | void,
): Promise<void> {
  try {
    for await (const { seq, event } of turns.follow(turnId, { after, signal })) {
      const presented = presenter.present(event, tenantId);
      const delivered = presented instanceof Promise ? await presented : presented;
      const taken = take({ seq, event: delivered });
      if (taken !== undefined) await taken;
      if (isLastDelivered(delivered)) return;
    }
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') log.error({ err: error, turnId }, 'a turn could not be read');
    if (!signal.aborted) return take({ event: { type: 'error', problem } });
  }
  await take({ event: INTERRUPTED });
}

const INTERRUPTED: LastDelivered = {
  type: 'error',
  problem: {
    code: 'interrupted',
    message: 'The server is going down; read this answer again in a moment.',
    retryable: true,
  },
};
