import type { ChatModel, ModelEvent } from '../ports/chat-model.ts';

const BATCH_MILLISECONDS = 40;
/** Characters that may wait for a slow reader before the model has to. */
const MOST_WAITING = 256 * 1024;

/** Joins the deltas of a model that says each token by itself. */
export function withCoalescing(model: ChatModel): ChatModel {
  return { ...model, stream: (call) => coalesce(model.stream(call), call) };
}

/**
 * Joins neighbouring deltas, so that what follows works on batches instead of tokens: the first at once, then one
 * every 40 ms at most. Order is kept, also between reasoning and text; everything else ends a batch at once.
 *
 * The model is read as fast as it speaks. One timer a batch, none a token; the abort wakes a reader that waits for a
 * model that does not listen: what has come is given out, then the signal's reason is thrown.
 */
export async function* coalesce(
  events: AsyncIterable<ModelEvent>,
  {
    signal,
    milliseconds = BATCH_MILLISECONDS,
  }: { readonly signal: AbortSignal; readonly milliseconds?: number },
): AsyncGenerator<ModelEvent> {
  const waiting = new Batch();
  const reader = readInto(waiting, events[Symbol.asyncIterator](), signal);
  let due = 0;
  try {
    for (;;) {
      if (!waiting.urgent) await waiting.filled(due - performance.now());
      const batch = waiting.take();
      due = performance.now() + milliseconds;
      yield* batch;
      if (waiting.over && waiting.isEmpty) break;
    }
    if (waiting.failure !== undefined) throw waiting.failure.error;
  } finally {
    reader.stop();
  }
}

/** Deltas that wait to be given out. */
class Batch {
  #events: ModelEvent[] = [];
  #length = 0;
  #wake: (() => void) | undefined;
  #drained: (() => void) | undefined;
  over = false;
  failure: { readonly error: unknown } | undefined;
  /** Something that ends the batch is in it: an end, an error, an abort, or too much text. */
  urgent = false;

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  add(event: ModelEvent): void {
    const last = this.#events.at(-1);
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
      this.#length += event.delta.length;
      if (last?.type === event.type)
        this.#events[this.#events.length - 1] = { type: event.type, delta: last.delta + event.delta };
      else this.#events.push(event);
      if (this.#length > MOST_WAITING) this.urgent = true;
    } else {
      this.#events.push(event);
      this.urgent = true;
    }
    this.#wake?.();
  }

  finish(failure?: { readonly error: unknown }): void {
    this.over = true;
    this.failure ??= failure;
    this.urgent = true;
    this.#wake?.();
  }

  take(): ModelEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#length = 0;
    this.urgent = this.over;
    this.#drained?.();
    return events;
  }

  /** Resolves when there is something to give out, not before `milliseconds` are over unless it is urgent. */
  async filled(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.#woken((wake) => this.urgent && wake, milliseconds);
    while (this.isEmpty && !this.over) await this.#woken((wake) => wake);
  }

  /** Resolves when the batch has room again. */
  async room(): Promise<void> {
    if (this.#length <= MOST_WAITING) return;
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    this.#drained = undefined;
  }

  #woken(when: (wake: true) => boolean, milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      const batch = this;
      function done(): void {
        clearTimeout(timer);
        batch.#wake = undefined;
        resolve();
      }
      this.#wake = () => {
        if (when(true)) done();
      };
    });
  }
}

/** Pumps a model's events into the batch until they end, fail, or the signal aborts. */
function readInto(batch: Batch, iterator: AsyncIterator<ModelEvent>, signal: AbortSignal) {
  let stopped = false;
  const abort = () => {
    stopped = true;
    batch.finish({ error: signal.reason });
  };
  const pump = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); !next.done && !stopped; next = await iterator.next()) {
        batch.add(next.value);
        await batch.room();
      }
      batch.finish();
    } catch (error) {
      batch.finish({ error });
    }
  };
  if (signal.aborted) abort();
  else {
    signal.addEventListener('abort', abort, { once: true });
    void pump();
  }
  return {
    /** Lets go of the model, whether or not it has ended. */
    stop(): void {
      stopped = true;
      signal.removeEventListener('abort', abort);
      iterator.return?.()?.then(undefined, () => {}); // its own failure interests nobody any more
    },
  };
}
