import type { Citation, Source } from '../domain/chunk.ts';
import type { ModelEvent } from '../ports/chat-model.ts';
import { createCitationCheck, type Similarity } from './citation-check.ts';
import { type FilteredText, MarkFilter } from './mark-filter.ts';

/** What a model said, its citations checked. */
export type CitedEvent =
  | Exclude<ModelEvent, { readonly type: 'text-delta' }>
  | { readonly type: 'text-delta'; readonly delta: string; readonly citations?: readonly Citation[] };

/**
 * The filter between model and log: text passes, marks pass only with a quote of their source that supports the
 * sentence they end (see {@link MarkFilter}). What comes out is final: the sum of the deltas is the answer.
 */
export async function* cite(
  events: AsyncIterable<ModelEvent>,
  sources: readonly Source[],
  options: { readonly similarity?: Similarity } = {},
): AsyncGenerator<CitedEvent> {
  const filter = new MarkFilter(sources, createCitationCheck(sources, options));
  for await (const event of events) {
    const isText = event.type === 'text-delta';
    if (isText || event.type === 'end') {
      const shown = toDelta(isText ? await filter.push(event.delta) : await filter.end());
      if (shown) yield shown;
    }
    if (!isText) yield event;
  }
}

function toDelta({ text: delta, citations }: FilteredText): CitedEvent | undefined {
  if (delta === '') return undefined;
  return { type: 'text-delta', delta, ...(citations.length > 0 ? { citations } : {}) };
}
