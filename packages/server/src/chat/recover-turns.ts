import type { ChatEvent } from '../domain/chat-event.ts';
import { isLastEvent } from '../domain/chat-event.ts';
import type { AnswerMessage } from '../domain/conversation.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Conversations } from '../ports/repositories.ts';
import { createAnswerDraft } from './answer-draft.ts';
import { endAnswer, INTERRUPTED, type LastEvent, lastEventOf } from './last-event.ts';

interface RecoveryContext {
  readonly events: EventLog;
  readonly conversations: Pick<Conversations, 'openTurns' | 'findTurn' | 'endTurn'>;
}

/**
 * Closes what a crash left open. Row and log of a turn can have come apart in either direction:
 *
 * | row     | log     | what happened                      | then                                             |
 * | ------- | ------- | ---------------------------------- | ------------------------------------------------ |
 * | open    | open    | killed while answering             | row and log end `interrupted`, text from the log |
 * | open    | ended   | the row could not be written       | row from the log's last event                    |
 * | open    | missing | killed before the first event      | row ends `interrupted`, empty                    |
 * | ended   | open    | killed between row and last event  | last event from the row                          |
 * | missing | open    | not stored, or conversation deleted | log removed                                      |
 *
 * Each repair writes the row first, so a crash during recovery leaves one of the same cases.
 */
export async function recoverTurns(context: RecoveryContext): Promise<number> {
  const openLogs = new Set(await context.events.open());
  const openRows = (await context.conversations.openTurns()).map(({ turnId }) => turnId);
  const turnIds = new Set([...openLogs, ...openRows]);
  for (const turnId of turnIds) await recoverTurn(context, turnId, openLogs.has(turnId));
  await context.events.flush();
  return turnIds.size;
}

async function recoverTurn(
  { events, conversations }: RecoveryContext,
  turnId: string,
  logIsOpen: boolean,
): Promise<void> {
  const turn = await conversations.findTurn(turnId);
  if (turn === undefined) return events.remove(turnId);
  const rowIsOpen = turn.answer.status === 'running';
  const last = rowIsOpen ? await lastOfLog(events, turnId, logIsOpen) : lastEventOf(turn.answer);
  if (rowIsOpen) await conversations.endTurn(turnId, endAnswer(withoutAlternative(turn.answer), last));
  if (logIsOpen) await events.append(turnId, last);
}

/** How a turn ended according to its log; with what the log holds of the answer if it did not. */
async function lastOfLog(events: EventLog, turnId: string, isOpen: boolean): Promise<LastEvent> {
  // Reading an open log waits for its end. An empty delta changes nothing and its number says where to stop.
  const stopAt = isOpen ? await events.append(turnId, { type: 'text-delta', delta: '' }) : Infinity;
  const draft = createAnswerDraft();
  const controller = new AbortController();
  for await (const { seq, event } of events.read(turnId, { after: 0, signal: controller.signal })) {
    if (isLastEvent(event)) return event as LastEvent;
    draft.add(event satisfies ChatEvent);
    if (seq >= stopAt) break;
  }
  controller.abort();
  return { type: 'error', problem: INTERRUPTED, partial: draft.answer() };
}

function withoutAlternative({
  alternative: _,
  ...answer
}: AnswerMessage): Omit<AnswerMessage, 'alternative'> {
  return answer;
}
