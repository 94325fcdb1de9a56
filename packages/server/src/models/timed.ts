import { AppError } from '../domain/errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';

/** How long a model may take, in milliseconds. */
export interface TimeLimits {
  /** From the call to the first event. */
  readonly firstEvent: number;
  /** Between two events, while somebody waits for the next. */
  readonly betweenEvents: number;
  /** For the whole answer. */
  readonly total: number;
}

/** Ends calls of a chat model that take too long with a `timeout`; the model hears of it through its signal. */
export function withTimeLimits(model: ChatModel, limits: TimeLimits): ChatModel {
  return {
    ...model,
    async *stream(call) {
      const watch = new Watch(model.ref, limits.total);
      try {
        const signal = AbortSignal.any([call.signal, watch.signal]);
        watch.expect(limits.firstEvent);
        for await (const event of model.stream({ ...call, signal })) {
          watch.pause();
          yield event;
          if (event.type === 'end') return;
          watch.expect(limits.betweenEvents);
        }
      } finally {
        watch.stop();
      }
    },
  };
}

/** Ends requests to an embedding model that take longer than `total` milliseconds. */
export function withEmbeddingTimeLimit(model: EmbeddingModel, total: number): EmbeddingModel {
  return {
    ...model,
    async embed(texts, options) {
      const watch = new Watch(model.ref, total);
      try {
        return await model.embed(texts, {
          ...options,
          signal: AbortSignal.any([options.signal, watch.signal]),
        });
      } finally {
        watch.stop();
      }
    },
  };
}

/**
 * One timer for all deadlines of a call. Moving a deadline back is a mere assignment: the timer, when it fires early,
 * is set again for the rest. While the reader is busy with an event only the total counts.
 */
class Watch {
  readonly #controller = new AbortController();
  readonly #ref: string;
  readonly #end: number;
  #deadline: number;
  /** When the timer will fire. */
  #armedFor = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(ref: string, total: number) {
    this.#ref = ref;
    this.#end = performance.now() + total;
    this.#deadline = this.#end;
    this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expect(milliseconds: number): void {
    this.#deadline = Math.min(this.#end, performance.now() + milliseconds);
    if (this.#deadline < this.#armedFor) this.#arm();
  }

  pause(): void {
    this.#deadline = this.#end;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#armedFor = this.#deadline;
    this.#timer = setTimeout(() => this.#check(), Math.ceil(this.#deadline - performance.now()));
  }

  #check(): void {
    if (performance.now() < this.#deadline) this.#arm();
    else this.#controller.abort(new AppError('timeout', `The model "${this.#ref}" took too long to answer.`));
  }
}
