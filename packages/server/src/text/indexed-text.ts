import type { Chunk } from '../domain/chunk.ts';

/** What of a chunk is searched: its headings, then its text. Tokens, 4-grams and vectors are all made from this. */
export function indexedText(chunk: Pick<Chunk, 'headings' | 'text'>): string {
  return chunk.headings.length === 0 ? chunk.text : `${chunk.headings.join('\n')}\n${chunk.text}`;
}
