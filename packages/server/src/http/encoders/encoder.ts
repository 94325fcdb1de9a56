import type { DeliveredEvent } from '../../chat/delivered-event.ts';
import type { Frame } from './frame.ts';

/** An event on its way to one reader. Without a number when it is about this reading and not in the turn's log. */
export interface Arriving {
  readonly seq?: number;
  readonly event: DeliveredEvent;
}

/** Turns the events of a turn, one after the other, into the frames of one dialect for one reader. Never throws. */
export type Encoder = (arriving: Arriving) => readonly Frame[];
