import { endsTurn, type TurnEvent } from '@colloquy/client';
import type {
  Answer,
  AnswerStatus,
  AnswerTrace,
  AnswerView,
  ChatEvent,
  FinishReason,
  Problem,
  Stage,
  Usage,
} from '@colloquy/protocol';

/** What is known of one answer: folded from its events while it runs, or read from its stored row. */
export interface TurnState {
  /** Number of the last event folded in; 0 before the first. */
  readonly seq: number;
  /** Undefined until the server has taken the question. */
  readonly turnId: string | undefined;
  readonly status: AnswerStatus;
  /** What is going on while the status is `running`. */
  readonly stage: Stage | undefined;
  readonly answer: Answer;
  /** Passages in scope of the search, once it has been made. */
  readonly searchedChunks: number | undefined;
  readonly finishReason: FinishReason | undefined;
  readonly problem: Problem | undefined;
  readonly usage: Usage | undefined;
  readonly trace: AnswerTrace | undefined;
  readonly feedback: AnswerView['feedback'];
}

/** A turn of which nothing has been heard yet. */
export const newTurn: TurnState = {
  seq: 0,
  turnId: undefined,
  status: 'running',
  stage: undefined,
  answer: { text: '', reasoning: '', citations: [], sources: [] },
  searchedChunks: undefined,
  finishReason: undefined,
  problem: undefined,
  usage: undefined,
  trace: undefined,
  feedback: undefined,
};

/** The one reducer of streamed state. An event that is known already changes nothing. */
export function foldTurn(state: TurnState, { seq, event }: TurnEvent): TurnState {
  if (state.status !== 'running') return state;
  if (seq <= state.seq && !endsTurn(event)) return state;
  return { ...state, ...change(state, event), seq };
}

/** The state of a turn that ended without a last event: it could not be sent, or its connection did not return. */
export function failTurn(state: TurnState, problem: Problem): TurnState {
  return state.status === 'running' ? { ...state, status: 'failed', problem } : state;
}

/** The same state from the stored row: an answer looks alike while it is streamed and after a reload. */
export function storedTurn(view: AnswerView): TurnState {
  return {
    seq: 0,
    turnId: view.turnId,
    status: view.status,
    stage: undefined,
    answer: view.answer,
    searchedChunks: view.trace?.searchedChunks,
    finishReason: view.finishReason,
    problem: view.problem,
    usage: view.usage,
    trace: view.trace,
    feedback: view.feedback,
  };
}

function change(state: TurnState, event: ChatEvent): Partial<TurnState> {
  const { answer } = state;
  switch (event.type) {
    case 'turn-start':
      return { turnId: event.turnId };
    case 'stage-start':
      return { stage: event.stage };
    case 'references-available':
      return { searchedChunks: event.searchedChunks, answer: { ...answer, sources: event.sources } };
    case 'reasoning-delta':
      return { answer: { ...answer, reasoning: answer.reasoning + event.delta } };
    case 'text-delta':
      return { answer: withText(answer, event.delta, event.citations) };
    case 'answer-end':
      return {
        status: event.finishReason === 'cancelled' ? 'stopped' : 'done',
        stage: undefined,
        answer: event.answer,
        searchedChunks: event.trace.searchedChunks,
        finishReason: event.finishReason,
        usage: event.usage,
        trace: event.trace,
      };
    case 'error':
      return {
        status: event.problem.code === 'interrupted' ? 'interrupted' : 'failed',
        stage: undefined,
        problem: event.problem,
        answer: event.partial ?? answer,
      };
    default:
      return {};
  }
}

function withText(answer: Answer, delta: string, citations: Answer['citations'] = []): Answer {
  return { ...answer, text: answer.text + delta, citations: [...answer.citations, ...citations] };
}
