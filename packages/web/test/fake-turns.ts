import type {
  Answer,
  AnswerView,
  ChatEvent,
  Citation,
  ConversationView,
  Exchange,
  Source,
} from '@colloquy/protocol';
import { scriptedAnswer, scriptedEvents, TRACE } from './fake-script.ts';

/** A turn of the fake server: its log, and whoever waits for more of it. */
export interface FakeTurn {
  readonly id: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly log: ChatEvent[];
  readonly view: { -readonly [Key in keyof AnswerView]: AnswerView[Key] };
  stopped: boolean;
  wake: () => void;
  changed: Promise<void>;
}

export interface FakeTurns {
  /** Text deltas are held back while this is true. */
  paused: boolean;
  /** Milliseconds between two text deltas. */
  pace: number;
  /** The next turn fails after this many text deltas. */
  failAfter: number | undefined;
  readonly all: Map<string, FakeTurn>;
  start(
    conversation: ConversationView,
    question: { id: string; text: string },
    sources: Source[],
    citations: Citation[],
  ): FakeTurn;
  stop(turn: FakeTurn): void;
}

const PROBLEM = {
  code: 'model-unavailable',
  message: 'The model did not answer; check that it is running, then try again.',
  retryable: true,
};

/** Turns that play the script, as slowly as the test wants. */
export function createFakeTurns(): FakeTurns {
  const turns: FakeTurns = {
    paused: false,
    pace: 4,
    failAfter: undefined,
    all: new Map(),
    start(conversation, question, sources, citations) {
      const turn = open(turns, conversation, question, sources);
      const failAfter = turns.failAfter;
      turns.failAfter = undefined;
      void play(turns, turn, failAfter, sources, citations);
      return turn;
    },
    stop(turn) {
      turn.stopped = true;
      turn.wake();
    },
  };
  return turns;
}

function open(
  turns: FakeTurns,
  conversation: ConversationView,
  question: { id: string; text: string },
  sources: Source[],
): FakeTurn {
  const now = Date.now();
  let exchange: Exchange | undefined = conversation.exchanges.find(({ id }) => id === question.id);
  if (exchange === undefined) {
    exchange = { id: question.id, question: question.text, createdAt: now, answers: [] };
    conversation.exchanges.push(exchange);
  }
  const answer: Answer = { text: '', reasoning: '', citations: [], sources };
  const id = `turn-${turns.all.size + 1}`;
  const view: FakeTurn['view'] = {
    turnId: id,
    alternative: exchange.answers.length,
    status: 'running',
    answer,
    createdAt: now,
  };
  exchange.answers.push(view);
  const named = { id, conversationId: conversation.id, messageId: question.id };
  const turn: FakeTurn = {
    ...named,
    log: [],
    view,
    stopped: false,
    wake: () => undefined,
    changed: Promise.resolve(),
  };
  rearm(turn);
  turns.all.set(id, turn);
  append(turn, {
    type: 'turn-start',
    turnId: id,
    conversationId: conversation.id,
    messageId: question.id,
    createdAt: now,
  });
  return turn;
}

async function play(
  turns: FakeTurns,
  turn: FakeTurn,
  failAfter: number | undefined,
  sources: Source[],
  citations: Citation[],
): Promise<void> {
  let text = '';
  let deltas = 0;
  for (const event of scriptedEvents(sources, citations)) {
    if (event.type === 'text-delta') {
      await beat(turns, turn);
      if (turn.stopped) break;
      if (deltas++ === failAfter) {
        const partial = scriptedAnswer(text, sources, citations);
        Object.assign(turn.view, { status: 'failed', answer: partial, problem: PROBLEM });
        append(turn, { type: 'error', problem: PROBLEM, partial });
        return;
      }
      text += event.delta;
      turn.view.answer = scriptedAnswer(text, sources, citations);
    }
    append(turn, event);
  }
  const answer = scriptedAnswer(text, sources, citations);
  const usage = { inputTokens: 812, outputTokens: 164 };
  const finishReason = turn.stopped ? 'cancelled' : 'stop';
  const status = turn.stopped ? 'stopped' : 'done';
  Object.assign(turn.view, { status, answer, finishReason, usage, trace: TRACE });
  append(turn, { type: 'answer-end', answer, finishReason, usage, trace: TRACE });
}

async function beat(turns: FakeTurns, turn: FakeTurn): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, turns.pace));
  while (turns.paused && !turn.stopped);
}

function append(turn: FakeTurn, event: ChatEvent): void {
  turn.log.push(event);
  turn.wake();
}

function rearm(turn: FakeTurn): void {
  turn.changed = new Promise((resolve) => {
    turn.wake = () => {
      resolve();
      rearm(turn);
    };
  });
}
