import type { DeliveredEvent } from '../../chat/delivered-event.ts';
import type { Frame } from './frame.ts';

/** An event on its way to one reader. Without a number when it is about this reading and not in the turn's log. */
export interface Arriving {
  readonly seq?: number;
  readonly event: DeliveredEvent;
}

/** Turns the events of a turn into the frames of one dialect. Never throws; the last event is always there. */
export type Encoder = (events: AsyncIterable<Arriving>) => AsyncIterable<Frame>;
