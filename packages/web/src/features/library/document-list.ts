import type { DocumentOrder, DocumentQuery, LibraryDocument } from '@colloquy/protocol';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import type { RowRange } from './visible-rows.ts';

/** Documents that are read at a time. */
const PAGE = 100;
/** How often documents that are being worked on are looked at, in milliseconds. */
const FOLLOW = 1_000;

/** What the address says about the list. */
export interface ListSearch extends DocumentQuery, Partial<DocumentOrder> {}

/** A long list of which only the parts in view are read. */
export interface DocumentList {
  /** How many documents there are; undefined before the first answer. */
  readonly total: number | undefined;
  /** The document of a row; undefined while it is being read. */
  readonly at: (row: number) => LibraryDocument | undefined;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The documents of a base that match, and of them those in these rows. */
export function useDocumentList(baseId: string, list: ListSearch, { first, end }: RowRange): DocumentList {
  const start = useQuery({ ...pageQuery(baseId, list, 0), placeholderData: keepPreviousData });
  const numbers = useMemo(() => pagesOf(first, end), [first, end]);
  const pages = useQueries({ queries: numbers.map((page) => pageQuery(baseId, list, page)) });
  const read = new Map(numbers.map((page, index) => [page, pages[index]?.data?.documents]));
  if (!read.get(0)) read.set(0, start.data?.documents);
  return {
    total: start.data?.total,
    at: (row) => read.get(Math.floor(row / PAGE))?.[row % PAGE],
    error: start.data === undefined ? start.error : pages.find(({ error }) => error)?.error,
    retry: () => {
      for (const query of [start, ...pages]) if (query.error) void query.refetch();
    },
  };
}

function pagesOf(first: number, end: number): number[] {
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(end - 1, first) / PAGE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function pageQuery(baseId: string, list: ListSearch, page: number) {
  return {
    queryKey: [...keys.documents(baseId), list, page] as const,
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      client.documents(baseId, { ...list, offset: page * PAGE, limit: PAGE }, signal),
    refetchInterval: ({
      state,
    }: {
      readonly state: { readonly data?: { readonly documents: readonly LibraryDocument[] } | undefined };
    }) => (state.data?.documents.some(isBusy) ? FOLLOW : false),
  };
}

function isBusy({ status }: LibraryDocument): boolean {
  return status === 'queued' || status === 'working';
}
