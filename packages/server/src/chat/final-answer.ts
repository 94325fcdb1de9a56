import { AppError } from '../domain/errors.ts';
import type { Delivered, DeliveredEvent } from './delivered-event.ts';

/** How a turn ended, as its reader sees it. */
export type FinalAnswer = Extract<DeliveredEvent, { readonly type: 'answer-end' | 'error' }>;

/** Reads a turn to its end: the answer for whoever does not stream. */
export async function finalAnswer(events: AsyncIterable<Delivered>): Promise<FinalAnswer> {
  for await (const { event } of events) {
    if (event.type === 'answer-end' || event.type === 'error') return event;
  }
  throw new AppError('interrupted', 'The answer ended before it was complete; ask again.');
}
