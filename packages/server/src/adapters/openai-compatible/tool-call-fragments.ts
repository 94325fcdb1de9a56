import { AppError } from '../../domain/errors.ts';
import type { ToolCall } from '../../ports/chat-model.ts';

/** A piece of a tool call: id and name come with the first, the arguments in slices of JSON text. */
export interface ToolCallFragment {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
}

/** Puts tool calls together from the fragments of a stream. */
export class ToolCallFragments {
  readonly #calls = new Map<number, { id: string; name: string; input: string }>();

  /** Adds the fragments of one delta. Without an index, an id begins a new call and its absence goes on with the last. */
  add(fragments: readonly ToolCallFragment[]): void {
    for (const fragment of fragments) {
      const index = fragment.index ?? this.#calls.size - (fragment.id || this.#calls.size === 0 ? 0 : 1);
      const call = this.#calls.get(index) ?? { id: '', name: '', input: '' };
      call.id ||= fragment.id ?? '';
      call.name ||= fragment.function?.name ?? '';
      call.input += fragment.function?.arguments ?? '';
      this.#calls.set(index, call);
    }
  }

  /** The complete calls, in order. @throws AppError `model-unavailable` for arguments that are not JSON */
  take(): ToolCall[] {
    const calls = [...this.#calls].sort(([left], [right]) => left - right);
    this.#calls.clear();
    return calls.map(([index, { id, name, input }]) => ({
      id: id || `call-${index}`,
      name,
      input: parseInput(name, input),
    }));
  }
}

function parseInput(name: string, input: string): unknown {
  try {
    return input === '' ? {} : JSON.parse(input);
  } catch (cause) {
    throw new AppError('model-unavailable', `The model called the tool "${name}" with broken arguments.`, {
      cause,
      retryable: true,
    });
  }
}
