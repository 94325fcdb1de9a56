import type { DeliveredEvent } from '../../chat/delivered-event.ts';
import type { Arriving } from './encoder.ts';
import type { Frame } from './frame.ts';

/** The typed dialect: each event as it is, numbered for readers that go on after a lost connection. */
export function encodeEvents({ seq, event }: Arriving): readonly Frame[] {
  const data = JSON.stringify(toWire(event));
  return [seq === undefined ? { data } : { id: seq, data }];
}

/** Each event decides by itself that it goes out; a new one does not compile until it has. */
function toWire(event: DeliveredEvent): DeliveredEvent {
  switch (event.type) {
    case 'turn-start':
    case 'stage-start':
    case 'stage-end':
    case 'references-available':
    case 'reasoning-delta':
    case 'text-delta':
    case 'answer-end':
    case 'error':
      return event;
    default:
      return event satisfies never;
  }
}
