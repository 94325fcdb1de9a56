import { createParser } from 'eventsource-parser';
import type { Dispatcher } from 'undici';
import { AppError } from '../../domain/errors.ts';
import type { ModelRef } from '../../domain/model.ts';
import type { ChatCall, ChatModel, ModelEvent } from '../../ports/chat-model.ts';
import { Arrivals } from './arrivals.ts';
import { ChatReader } from './chat-reader.ts';
import { chatRequest, learn, noQuirks } from './chat-request.ts';
import { connectionError, type Endpoint, hostOf, post } from './connection.ts';
import { readRefusal, refusalError, toRefusal } from './refusal.ts';

/** A model behind an OpenAI-compatible `chat/completions`. */
export interface OpenAiChatModelOptions extends Endpoint {
  readonly ref: ModelRef;
  /** The provider's own name of the model. */
  readonly model: string;
  readonly contextWindow: number;
}

// A message of a stream longer than this is no answer but an attack or a mistake.
const LONGEST_MESSAGE = 16 * 1024 * 1024;

/**
 * A chat model that speaks the OpenAI wire format. An aborted call closes its connection at once and throws the
 * signal's reason; everything else that fails is an `AppError` with one of the `model-…` codes, `rate-limited` or
 * `timeout`.
 */
export function createOpenAiChatModel(options: OpenAiChatModelOptions): ChatModel {
  const quirks = noQuirks();

  async function open(call: ChatCall): Promise<Dispatcher.ResponseData> {
    for (;;) {
      const response = await post(options, '/chat/completions', chatRequest(options.model, call, quirks), {
        accept: 'text/event-stream',
        signal: call.signal,
      });
      if (response.statusCode === 200) return response;
      const refusal = await readRefusal(response);
      call.signal.throwIfAborted();
      if (!learn(quirks, refusal)) throw refusalError(refusal, options);
    }
  }

  return {
    ref: options.ref,
    contextWindow: options.contextWindow,
    followsInstructions: true,
    async *stream(call) {
      call.signal.throwIfAborted();
      const response = await open(call);
      const reader = new ChatReader(call, (body) => refusalError(toRefusal(200, body), options));
      try {
        if (!isStream(response, options)) return yield* readWhole(await response.body.text(), reader);
        const arrivals = new Arrivals(response.body);
        const packets = new PacketReader(reader);
        while (!reader.done) {
          const bytes = await arrivals.take();
          if (bytes === undefined) break;
          yield* packets.read(bytes);
          packets.throwIfBroken();
        }
        yield* packets.end();
      } catch (error) {
        call.signal.throwIfAborted();
        throw connectionError(options, error);
      } finally {
        release(response.body, reader.done);
      }
    },
  };
}

/** After `[DONE]` only the end of the body is missing: read on, so that the connection can be used again. */
function release(body: Dispatcher.ResponseData['body'], done: boolean): void {
  // Its errors have been told by now, or interest nobody any more; they must only have a listener.
  body.on('error', () => {});
  if (done && !body.readableEnded && !body.destroyed) {
    body.dump({ limit: 65_536, signal: AbortSignal.timeout(1_000) }).catch(() => body.destroy());
  } else {
    body.destroy();
  }
}

/** Servers that ignore `stream: true` answer with one JSON; some streams come without the right type. */
function isStream(response: Dispatcher.ResponseData, endpoint: Endpoint): boolean {
  const type = String(response.headers['content-type'] ?? '').toLowerCase();
  if (type.includes('json')) return false;
  if (!type.includes('html')) return true;
  throw new AppError(
    'model-unavailable',
    `The model provider ${hostOf(endpoint.baseUrl)} answered with a web page; check the base URL.`,
    { retryable: false },
  );
}

/** Cuts the packets of a stream into messages. */
class PacketReader {
  readonly #reader: ChatReader;
  readonly #decoder = new TextDecoder();
  #events: ModelEvent[] = [];
  readonly #parser = createParser({
    maxBufferSize: LONGEST_MESSAGE,
    onEvent: (message) => this.#reader.read(message.data, this.#events),
  });
  #broken: { readonly error: unknown } | undefined;

  constructor(reader: ChatReader) {
    this.#reader = reader;
  }

  /** What the packets say, up to the place where they break off with an error. */
  read(bytes: Uint8Array): readonly ModelEvent[] {
    this.#events = [];
    try {
      this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    } catch (error) {
      this.#broken = { error };
    }
    return this.#events;
  }

  throwIfBroken(): void {
    if (this.#broken) throw this.#broken.error;
  }

  /** What is left at the end of the stream. @throws AppError when the provider broke off in the middle */
  end(): readonly ModelEvent[] {
    this.#events = [];
    // A last message may lack its blank line.
    if (!this.#reader.done) this.#parser.feed('\n\n');
    this.#reader.end(this.#events);
    return this.#events;
  }
}

function* readWhole(text: string, reader: ChatReader): Generator<ModelEvent> {
  const events: ModelEvent[] = [];
  reader.read(text, events);
  reader.end(events);
  yield* events;
}
