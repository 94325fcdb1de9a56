import { ColloquyError } from '@colloquy/client';
import type { Citation, Source } from '@colloquy/protocol';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { strings } from '../../strings/strings.ts';
import { MarkedText } from './marked-text.tsx';
import { useTextWindow } from './use-text-window.ts';

export interface TextDocumentProps {
  readonly source: Source;
  readonly citations: readonly Citation[];
  /** Why the text is shown instead of pages, say. */
  readonly children?: ReactNode;
}

/** The text of a document around a source, its quotes marked and in view; more of it on request. */
export function TextDocument({ source, citations, children }: TextDocumentProps) {
  const { shown, error, isPending, refetch, ...more } = useTextWindow(source.documentId, source);
  const scroller = useRef<HTMLElement>(null);
  useFirstQuote(scroller, isPending);
  useHeldPlace(scroller, shown?.origin);
  const gone = error instanceof ColloquyError && error.status === 404;
  return (
    <ScrollRegion
      ref={scroller}
      aria-label={strings.evidence.passage}
      className="overflow-y-auto border-line border-t px-4 pt-3 pb-8 text-reading"
    >
      {children}
      {isPending && <Placeholder lines={8} />}
      {error && !gone && (
        <ProblemNote error={error}>
          <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
        </ProblemNote>
      )}
      {gone && <p className="pb-2 text-quiet text-body">{strings.evidence.notRead}</p>}
      {!isPending && (
        <>
          {shown && more.hasPreviousPage && (
            <MoreButton loading={more.isFetchingPreviousPage} onClick={() => void more.fetchPreviousPage()}>
              {strings.evidence.earlier}
            </MoreButton>
          )}
          <MarkedText {...shown} source={source} citations={citations} />
          {shown && more.hasNextPage && (
            <MoreButton loading={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
              {strings.evidence.later}
            </MoreButton>
          )}
        </>
      )}
    </ScrollRegion>
  );
}

interface MoreButtonProps {
  readonly loading: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

function MoreButton({ loading, onClick, children }: MoreButtonProps) {
  return (
    <Button look="quiet" disabled={loading} className="my-1 -ml-1" onClick={onClick}>
      {children}
    </Button>
  );
}

/** Brings the first quote into view once the text is there. */
function useFirstQuote(scroller: RefObject<HTMLElement | null>, isPending: boolean): void {
  useEffect(() => {
    if (!isPending) scroller.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [isPending, scroller]);
}

/** Keeps the lines that are read where they are when text is added above them. */
function useHeldPlace(scroller: RefObject<HTMLElement | null>, origin: number | undefined): void {
  const last = useRef<{ readonly origin: number; readonly height: number }>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || origin === undefined) return;
    const before = last.current;
    if (before !== undefined && before.origin > origin)
      element.scrollTop += element.scrollHeight - before.height;
    last.current = { origin, height: element.scrollHeight };
  });
}
