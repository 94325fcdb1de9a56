import type { ModelRef } from '../../src/domain/model.ts';
import type { ChatCall, ChatModel, ModelEvent } from '../../src/ports/chat-model.ts';

/** One step of a script: an event, a text delta for short, something to wait for, or an error to throw. */
export type ScriptStep = ModelEvent | string | Promise<unknown> | Error;

export type Script =
  | readonly ScriptStep[]
  | ((call: ChatCall, index: number) => Iterable<ScriptStep> | AsyncIterable<ScriptStep>);

export interface ScriptedChatModel extends ChatModel {
  /** Every call, in order. */
  readonly calls: readonly ChatCall[];
  /** Streams that were opened and have not ended, been aborted or returned yet. */
  readonly open: number;
}

/**
 * A chat model that plays a script: a list that is the same for every call, or a function that makes one from the
 * call and its number (from 0). A script without `end` gets one (`stop`, 10 tokens in, one out a delta).
 */
export function scriptedChatModel(
  script: Script,
  options: {
    readonly ref?: ModelRef;
    readonly contextWindow?: number;
    readonly followsInstructions?: boolean;
  } = {},
): ScriptedChatModel {
  const calls: ChatCall[] = [];
  let open = 0;
  return {
    ref: options.ref ?? 'scripted@Fake',
    contextWindow: options.contextWindow ?? 128_000,
    followsInstructions: options.followsInstructions ?? true,
    calls,
    get open() {
      return open;
    },
    async *stream(call) {
      const steps = typeof script === 'function' ? script(call, calls.length) : script;
      calls.push(call);
      open += 1;
      try {
        yield* play(steps, call.signal);
      } finally {
        open -= 1;
      }
    },
  };
}

async function* play(
  steps: Iterable<ScriptStep> | AsyncIterable<ScriptStep>,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  let deltas = 0;
  for await (const step of wrapPromises(steps)) {
    signal.throwIfAborted();
    if (step instanceof Error) throw step;
    if (typeof step !== 'string' && 'promise' in step) {
      await unlessAborted(step.promise, signal);
      continue;
    }
    const event: ModelEvent = typeof step === 'string' ? { type: 'text-delta', delta: step } : step;
    yield event;
    if (event.type === 'end') return;
    deltas += 1;
  }
  signal.throwIfAborted();
  yield { type: 'end', finishReason: 'stop', usage: { inputTokens: 10, outputTokens: deltas } };
}

type SyncStep = ModelEvent | string | Error | { readonly promise: Promise<unknown> };

/** `for await` over a list would await its promises without looking at the signal, so they are wrapped. */
async function* wrapPromises(
  steps: Iterable<ScriptStep> | AsyncIterable<ScriptStep>,
): AsyncGenerator<SyncStep> {
  const iterator = Symbol.asyncIterator in steps ? steps[Symbol.asyncIterator]() : steps[Symbol.iterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    yield next.value instanceof Promise ? { promise: next.value } : next.value;
  }
}

async function unlessAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
