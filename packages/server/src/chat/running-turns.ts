import type { RunningTurn } from './running-turn.ts';

/** The turns that run in this process, and those that are about to. */
export class RunningTurns {
  readonly #running = new Map<string, RunningTurn>();
  readonly #starting = new Set<Promise<RunningTurn>>();
  /** By question, from the moment of the request until its answer stands. */
  readonly #byQuestion = new Map<string, Promise<RunningTurn>>();

  /** The turn that answers this question at the moment. */
  answering(question: string | undefined): Promise<RunningTurn> | undefined {
    return question === undefined ? undefined : this.#byQuestion.get(question);
  }

  /**
   * Keeps account of a turn from now until its end. `begin` is handed what to call when the answer stands: from then
   * on the same question begins a new turn.
   */
  start(
    question: string | undefined,
    begin: (onAnswered: () => void) => Promise<RunningTurn>,
  ): Promise<RunningTurn> {
    const onAnswered = () => {
      if (question !== undefined && this.#byQuestion.get(question) === starting)
        this.#byQuestion.delete(question);
    };
    const starting: Promise<RunningTurn> = this.#track(begin(onAnswered));
    if (question !== undefined) this.#byQuestion.set(question, starting);
    this.#starting.add(starting);
    starting.catch(onAnswered).finally(() => this.#starting.delete(starting));
    return starting;
  }

  async #track(beginning: Promise<RunningTurn>): Promise<RunningTurn> {
    const turn = await beginning;
    this.#running.set(turn.turnId, turn);
    void turn.done.then(() => this.#running.delete(turn.turnId));
    return turn;
  }

  find(turnId: string): RunningTurn | undefined {
    return this.#running.get(turnId);
  }

  /** All turns, those about to start included, that a condition holds for. */
  async select(matches: (turn: RunningTurn) => boolean = () => true): Promise<RunningTurn[]> {
    await Promise.allSettled(this.#starting);
    return [...this.#running.values()].filter(matches);
  }
}

/** Ends turns and waits until their rows and logs say so. */
export async function cutTurns(
  turns: readonly RunningTurn[],
  how: 'stopped' | 'interrupted',
): Promise<number> {
  for (const turn of turns) turn.cut(how);
  await Promise.all(turns.map(({ done }) => done));
  return turns.length;
}
