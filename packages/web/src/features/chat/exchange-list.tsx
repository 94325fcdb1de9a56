import { useEffect, useRef } from 'react';
import { ExchangeView } from './exchange-view.tsx';
import type { LiveTurn } from './live-turns.ts';
import type { ExchangeState } from './merge-exchanges.ts';
import type { ExchangeActions } from './use-exchange-actions.ts';
import { useRenderedFrom } from './use-rendered-from.ts';

export interface ExchangeListProps {
  readonly exchanges: readonly ExchangeState[];
  readonly live: readonly LiveTurn[];
  /** Passages in the bases that are searched. */
  readonly passages: number | undefined;
  /** The question that the address names. */
  readonly linked: string | undefined;
  readonly actions: ExchangeActions;
}

/** All questions with their answers. Of a long conversation the end comes first, the rest while nothing else is done. */
export function ExchangeList({ exchanges, live, passages, linked, actions }: ExchangeListProps) {
  const place = exchanges.findIndex(({ id }) => id === linked);
  const from = useRenderedFrom(exchanges.length, place);
  const named = useShownWhenNamed(place < 0 ? undefined : linked);
  return exchanges.slice(from).map((exchange) => {
    const turn = live.find(({ messageId }) => messageId === exchange.id);
    const running = exchange.answers.at(-1)?.status === 'running';
    return (
      <div
        key={exchange.id}
        ref={exchange.id === linked ? named : undefined}
        tabIndex={-1}
        data-linked={exchange.id === linked}
        className="-mx-4 min-w-0 scroll-mt-4 px-4 py-4 outline-none [contain-intrinsic-size:auto_400px] [content-visibility:auto] data-[linked=true]:shadow-[inset_3px_0_0_var(--color-edge)]"
      >
        <ExchangeView
          exchange={exchange}
          passages={running ? passages : undefined}
          lost={turn?.connection === 'lost'}
          actions={actions}
        />
      </div>
    );
  });
}

/** Brings the question that the address names into view, once for each time that it is named. */
function useShownWhenNamed(linked: string | undefined) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (linked === undefined) return;
    const show = (): void => element.current?.scrollIntoView({ block: 'start' });
    show();
    element.current?.focus({ preventScroll: true });
    // What stands above gets its real height only when it comes near; the second look corrects for it.
    const frame = requestAnimationFrame(() => requestAnimationFrame(show));
    return () => cancelAnimationFrame(frame);
  }, [linked]);
  return element;
}
