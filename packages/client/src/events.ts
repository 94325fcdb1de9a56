import type { ConversationView, NewTurn } from '@colloquy/protocol';
import { ColloquyError, unreachable } from './colloquy-error.ts';
import { endsTurn, readEvents, type TurnEvent } from './event-stream.ts';
import { newMessageId } from './new-message-id.ts';
import { backOff, pause } from './pause.ts';
import { readJson, type Transport } from './transport.ts';

export interface FollowOptions {
  /** Ends the reading (with the signal's reason). A stored turn goes on without its reader. */
  readonly signal?: AbortSignal;
  /** Events up to this number are known already. */
  readonly after?: number;
  /** Told when the connection is lost and when it stands again. */
  readonly onConnection?: (state: 'open' | 'lost') => void;
  /** Attempts in a row without any new event before giving up; 8 by default, about 20 s. */
  readonly attempts?: number;
  /** Milliseconds without a byte after which a connection counts as lost; 45 000 by default. */
  readonly silence?: number;
}

export interface AskOptions extends Omit<FollowOptions, 'after'> {
  /**
   * The turn of the answer that stands, when the question is asked again: a connection lost before the new turn is
   * known tells the two apart by it.
   */
  readonly previousTurnId?: string;
}

/** Where a reader stands: whichever connection serves it next goes on from here. */
interface Place {
  turnId: string | undefined;
  seq: number;
  ended: boolean;
}

type Connect = (place: Place) => Promise<Response>;

/**
 * The events of a turn that exists: those after `after`, then the new ones to the last. Takes a lost connection up
 * again by itself and gives each event once.
 * @throws ColloquyError what the server refused, or `unreachable` when it does not come back
 */
export function followTurn(
  transport: Transport,
  turnId: string,
  options: FollowOptions = {},
): AsyncGenerator<TurnEvent> {
  const place: Place = { turnId, seq: options.after ?? 0, ended: false };
  return read(place, resume(transport, options), options);
}

/** Asks a question and gives the events of its turn, as {@link followTurn}. */
export function askTurn(
  transport: Transport,
  turn: NewTurn,
  options: AskOptions = {},
): AsyncGenerator<TurnEvent> {
  const request: NewTurn = { ...turn, messageId: turn.messageId ?? newMessageId() };
  const place: Place = { turnId: undefined, seq: 0, ended: false };
  let posted = false;
  const connect: Connect = async () => {
    if (posted && place.turnId === undefined) place.turnId = await findTurn(transport, request, options);
    if (place.turnId !== undefined) return resume(transport, options)(place);
    posted = true;
    return transport('/turns', {
      method: 'POST',
      json: request,
      headers: { accept: 'text/event-stream' },
      ...signalOf(options),
    });
  };
  return read(place, connect, options);
}

async function* read(place: Place, connect: Connect, options: FollowOptions): AsyncGenerator<TurnEvent> {
  const allowed = options.attempts ?? 8;
  let failure: unknown;
  for (let failures = 0; !place.ended; ) {
    const before = place.seq;
    try {
      const response = await connect(place);
      options.onConnection?.('open');
      yield* oneConnection(place, response, options);
      if (place.ended) return;
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      if (!canRecover(error, place)) throw error;
      failure = error;
    }
    failures = place.seq > before ? 1 : failures + 1;
    options.onConnection?.('lost');
    if (failures >= allowed) throw givenUp(place, failure);
    await pause(backOff(failures), options.signal);
  }
}

function givenUp(place: Place, failure: unknown): unknown {
  if (place.turnId === undefined && failure !== undefined) return failure;
  return unreachable(
    'The connection to the server was lost and could not be taken up again. The answer may still be going on: reload to see it.',
    failure,
  );
}

async function* oneConnection(
  place: Place,
  response: Response,
  options: FollowOptions,
): AsyncGenerator<TurnEvent> {
  const events = readEvents(response, { silence: options.silence ?? 45_000, ...signalOf(options) });
  let first = true;
  for await (const item of events) {
    // The log of an old turn is gone: the server then makes one last event from the stored answer, of any number.
    const standsAlone = first && endsTurn(item.event);
    first = false;
    if (item.seq <= place.seq && !standsAlone) continue;
    if (item.seq !== place.seq + 1 && !standsAlone) return;
    place.seq = item.seq;
    place.ended = endsTurn(item.event);
    if (item.event.type === 'turn-start') place.turnId = item.event.turnId;
    yield item;
    if (place.ended) return;
  }
}

function resume(transport: Transport, options: FollowOptions): Connect {
  return ({ turnId, seq }) =>
    transport(`/turns/${encodeURIComponent(turnId ?? '')}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(seq) },
      ...signalOf(options),
    });
}

/**
 * The turn of a question whose sending got no answer: had the server taken it, sending it once more would ask for
 * a second answer. Undefined when it had not, or when nothing is stored.
 */
async function findTurn(
  transport: Transport,
  turn: NewTurn,
  options: AskOptions,
): Promise<string | undefined> {
  if (turn.conversationId === undefined) return undefined;
  const path = `/conversations/${encodeURIComponent(turn.conversationId)}`;
  const conversation = await readJson<ConversationView>(transport(path, signalOf(options)));
  const exchange = conversation.exchanges.find(({ id }) => id === turn.messageId);
  const turnId = exchange?.answers.at(-1)?.turnId;
  return turnId === options.previousTurnId ? undefined : turnId;
}

/** A lost connection and a server that is restarting can be waited for; a refusal cannot. */
function canRecover(error: unknown, place: Place): boolean {
  if (!(error instanceof ColloquyError)) return false;
  if (error.status === 0) return true;
  return place.turnId !== undefined && (error.status === 429 || error.status >= 502);
}

function signalOf(options: { readonly signal?: AbortSignal }): { readonly signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
