import type { ChatEvent } from '@colloquy/protocol';
import { createParser } from 'eventsource-parser';
import { unreachable } from './colloquy-error.ts';

/** One event of a turn. `seq` counts from 1 without gaps; a resumed reader gives the last one that it has seen. */
export interface TurnEvent {
  readonly seq: number;
  readonly event: ChatEvent;
}

/** True for the one event that ends a turn. */
export function endsTurn(event: ChatEvent): boolean {
  return event.type === 'answer-end' || event.type === 'error';
}

/**
 * The events of one connection, in the order in which they come; ends when the connection does.
 * @param silence milliseconds without a byte after which the connection counts as lost; the server sends a comment
 *   at least every 15 s
 * @throws ColloquyError `unreachable` when the connection breaks or falls silent
 */
export async function* readEvents(
  response: Response,
  options: { readonly signal?: AbortSignal; readonly silence: number },
): AsyncGenerator<TurnEvent> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const ready: TurnEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const event = parseEvent(data);
      if (event !== undefined) ready.push({ seq: Number(id), event });
    },
  });
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const bytes = await nextBytes(reader, options);
      if (bytes === undefined) return;
      parser.feed(decoder.decode(bytes, { stream: true }));
      yield* ready.splice(0);
    }
  } finally {
    // Also closes the connection when the consumer breaks off; the stream may have failed already.
    await reader.cancel().catch(() => undefined);
  }
}

async function nextBytes(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  options: { readonly signal?: AbortSignal; readonly silence: number },
): Promise<Uint8Array | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable('The server has fallen silent.')), options.silence);
  });
  try {
    const { done, value } = await Promise.race([reader.read(), silent]);
    return done ? undefined : value;
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw unreachable('The connection to the server was lost.', error);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined for what this version does not understand; a newer server may send it. */
function parseEvent(data: string): ChatEvent | undefined {
  const value: unknown = JSON.parse(data);
  const known = typeof value === 'object' && value !== null && 'type' in value;
  return known ? (value as ChatEvent) : undefined;
}
