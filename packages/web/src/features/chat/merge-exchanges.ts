import type { Exchange } from '@colloquy/protocol';
import { storedTurn, type TurnState } from './fold-turn.ts';
import type { LiveTurn } from './live-turns.ts';

/** A question with its answers, oldest first, as they stand at this moment. */
export interface ExchangeState {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly TurnState[];
}

/**
 * What the server has stored together with what is being streamed. A stored answer that has ended wins over its
 * stream, a stream that has begun wins over the stored beginning.
 */
export function mergeExchanges(
  stored: readonly Exchange[],
  live: readonly LiveTurn[],
): readonly ExchangeState[] {
  const merged = stored.map(({ id, question, answers }) => {
    const turn = live.find(({ messageId }) => messageId === id);
    return { id, question, answers: mergeAnswers(answers.map(storedTurn), turn?.state) };
  });
  const known = new Set(stored.map(({ id }) => id));
  const fresh = live
    .filter(({ messageId }) => !known.has(messageId))
    .map(({ messageId, question, state }) => ({ id: messageId, question, answers: [state] }));
  return [...merged, ...fresh];
}

function mergeAnswers(answers: readonly TurnState[], live: TurnState | undefined): readonly TurnState[] {
  if (live === undefined) return answers;
  const place = placeOf(answers, live);
  const stored = answers[place];
  if (stored === undefined) return [...answers, live];
  if (stored.status !== 'running' || live.seq === 0) return answers;
  return answers.with(place, live);
}

/** A turn that has no number yet is the one that the server has just begun, if there is one. */
function placeOf(answers: readonly TurnState[], live: TurnState): number {
  if (live.turnId !== undefined) return answers.findIndex(({ turnId }) => turnId === live.turnId);
  return answers.findIndex(({ status }) => status === 'running');
}
