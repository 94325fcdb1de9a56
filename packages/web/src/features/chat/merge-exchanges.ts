import type { AnswerView, Exchange } from '@colloquy/protocol';
import { storedTurn, type TurnState } from './fold-turn.ts';
import type { LiveTurn } from './live-turns.ts';

/** A question with its answers, oldest first, as they stand at this moment. */
export interface ExchangeState {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly TurnState[];
  /** The question that this one is to take the place of, while the server has not said that it did. */
  readonly replaces?: string;
}

/**
 * What the server has stored together with what is being streamed. A stored answer that has ended wins over its
 * stream, a stream that has begun wins over the stored beginning. What does not change stays the same object, so
 * that it need not be rendered again.
 */
export function mergeExchanges(
  stored: readonly Exchange[],
  live: readonly LiveTurn[],
): readonly ExchangeState[] {
  const merged = standing(stored, live).map((exchange) => {
    const known = storedExchange(exchange);
    const turn = live.find(({ messageId }) => messageId === exchange.id);
    return turn === undefined ? known : { ...known, answers: mergeAnswers(known.answers, turn.state) };
  });
  const known = new Set(stored.map(({ id }) => id));
  const fresh = live.filter(({ messageId }) => !known.has(messageId)).map(freshExchange);
  return [...merged, ...fresh];
}

/** Without the questions that an edited one is taking the place of. One that the server refused replaces nothing. */
function standing(stored: readonly Exchange[], live: readonly LiveTurn[]): readonly Exchange[] {
  const replaced = live
    .filter(({ state }) => state.turnId !== undefined || state.status !== 'failed')
    .map(({ replaces }) => stored.findIndex(({ id }) => id === replaces))
    .filter((index) => index >= 0);
  return replaced.length === 0 ? stored : stored.slice(0, Math.min(...replaced));
}

function freshExchange({ messageId, question, replaces, state }: LiveTurn): ExchangeState {
  return { id: messageId, question, answers: [state], ...(replaces === undefined ? {} : { replaces }) };
}

const exchanges = new WeakMap<Exchange, ExchangeState>();
const turns = new WeakMap<AnswerView, TurnState>();

function storedExchange(exchange: Exchange): ExchangeState {
  const { id, question, answers } = exchange;
  return remembered(exchanges, exchange, () => ({
    id,
    question,
    answers: answers.map((view) => remembered(turns, view, () => storedTurn(view))),
  }));
}

function remembered<Key extends object, Value>(
  known: WeakMap<Key, Value>,
  key: Key,
  make: () => Value,
): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

function mergeAnswers(answers: readonly TurnState[], live: TurnState): readonly TurnState[] {
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
