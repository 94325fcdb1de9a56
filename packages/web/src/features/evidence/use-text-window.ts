import type { DocumentText } from '@colloquy/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';

/** Characters shown before and after a passage at first. */
const AROUND = 1_500;
/** Characters that are added at a time. */
const MORE = 6_000;

/** The part of a document's text that is shown. It grows in both directions, and only when somebody asks. */
export interface TextWindow {
  readonly text: string;
  /** Place of the text's first character in the document. */
  readonly origin: number;
}

/** Reads the text of a document around a passage, by parts. */
export function useTextWindow(documentId: string, passage: { readonly start: number; readonly end: number }) {
  const start = Math.max(passage.start - AROUND, 0);
  const query = useInfiniteQuery({
    queryKey: keys.text(documentId, start, passage.end + AROUND),
    queryFn: ({ pageParam, signal }) => client.documentText(documentId, pageParam, signal),
    initialPageParam: { start, end: passage.end + AROUND },
    getNextPageParam: ({ end, length }) => (end < length ? { start: end, end: end + MORE } : undefined),
    getPreviousPageParam: ({ start: first }) =>
      first > 0 ? { start: Math.max(first - MORE, 0), end: first } : undefined,
    staleTime: 60_000,
  });
  return { ...query, shown: query.data && join(query.data.pages) };
}

/** Parts that follow one another, as one text: a paragraph that two of them share stays whole. */
function join(parts: readonly DocumentText[]): TextWindow {
  const text = parts.map((part) => part.text).join('');
  return { text, origin: parts[0]?.start ?? 0 };
}
