import type { ChatModel, ModelEvent } from '../ports/chat-model.ts';

const OPENING = ['<think>', '<thinking>'];
const CLOSING = ['</think>', '</thinking>'];

type State = 'before' | 'inside' | 'after' | 'said';

/**
 * Some servers put a reasoning model's thoughts into the text, as `<think>…</think>` before the answer: here they
 * become reasoning deltas, however the tags are cut. A tag further on in an answer is text that speaks about tags.
 */
export function withThinkTags(model: ChatModel): ChatModel {
  return {
    ...model,
    async *stream(call) {
      const reader = new ThinkTagReader();
      for await (const event of model.stream(call)) {
        if (reader.isThrough) yield event;
        else if (event.type === 'text-delta') yield* reader.read(event.delta);
        else {
          if (event.type === 'end' || event.type === 'tool-call') yield* reader.flush();
          yield event;
        }
      }
    },
  };
}

/** Tells thoughts from answer, delta by delta. */
class ThinkTagReader {
  #state: State = 'before';
  /** Text that may be the beginning of a tag. */
  #held = '';

  /** The answer has begun and nothing is held back: from here on there is nothing to tell apart. */
  get isThrough(): boolean {
    return this.#state === 'said';
  }

  read(delta: string): ModelEvent[] {
    const events: ModelEvent[] = [];
    this.#held += delta;
    while (this.#step(events));
    return events;
  }

  /** What was held back, at the end. */
  flush(): ModelEvent[] {
    const held = this.#held;
    this.#held = '';
    if (held === '' || (this.#state === 'after' && held.trim() === '')) return [];
    return [{ type: this.#state === 'inside' ? 'reasoning-delta' : 'text-delta', delta: held }];
  }

  /** Goes on as far as the held text allows; true when there is more to look at. */
  #step(events: ModelEvent[]): boolean {
    return this.#state === 'inside' ? this.#think(events) : this.#begin(events);
  }

  #begin(events: ModelEvent[]): boolean {
    const start = this.#held.trimStart();
    const tag = OPENING.find((opening) => start.startsWith(opening));
    if (tag !== undefined) {
      this.#held = start.slice(tag.length);
      this.#state = 'inside';
      return true;
    }
    if (OPENING.some((opening) => opening.startsWith(start))) return false;
    // The blank lines between thoughts and answer belong to neither.
    events.push({ type: 'text-delta', delta: this.#state === 'after' ? start : this.#held });
    this.#held = '';
    this.#state = 'said';
    return false;
  }

  #think(events: ModelEvent[]): boolean {
    const held = this.#held;
    for (let at = held.indexOf('</'); at >= 0; at = held.indexOf('</', at + 2)) {
      const tag = CLOSING.find((closing) => held.startsWith(closing, at));
      if (tag === undefined) continue;
      pushReasoning(events, held.slice(0, at));
      this.#held = held.slice(at + tag.length);
      this.#state = 'after';
      return true;
    }
    const last = held.lastIndexOf('<');
    const cut =
      last >= 0 && CLOSING.some((closing) => closing.startsWith(held.slice(last))) ? last : held.length;
    pushReasoning(events, held.slice(0, cut));
    this.#held = held.slice(cut);
    return false;
  }
}

function pushReasoning(events: ModelEvent[], delta: string): void {
  if (delta !== '') events.push({ type: 'reasoning-delta', delta });
}
