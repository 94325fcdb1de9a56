import { isLastEvent } from '../domain/chat-event.ts';
import { AppError, toProblem } from '../domain/errors.ts';
import type { EventLog, Logged } from '../ports/event-log.ts';
import type { Conversations } from '../ports/repositories.ts';
import { lastEventOf } from './last-event.ts';

/**
 * The events of a turn after number `after`, and always a last one: when the log is gone, or knows nothing more for
 * this reader, it is made from the stored answer and numbered as the next.
 */
export async function* followTurn(
  context: { readonly events: EventLog; readonly conversations: Pick<Conversations, 'findTurn'> },
  turnId: string,
  { after, signal }: { readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<Logged> {
  let seq = after;
  for await (const logged of context.events.read(turnId, { after, signal })) {
    yield logged;
    if (isLastEvent(logged.event)) return;
    seq = logged.seq;
  }
  if (signal.aborted) return;
  const turn = await context.conversations.findTurn(turnId);
  const problem = toProblem(new AppError('not-found', 'This answer has been deleted.'));
  yield { seq: seq + 1, event: turn ? lastEventOf(turn.answer) : { type: 'error', problem } };
}
