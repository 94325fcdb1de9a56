import type { Base } from '@colloquy/protocol';
import { useNavigate } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import type { ListSearch } from './document-list.ts';

export interface ListToolsProps {
  readonly base: Base;
  readonly list: ListSearch;
}

const PAUSE = 200;

/** Finding by name and showing one state alone; both stand in the address. */
export function ListTools({ base, list }: ListToolsProps) {
  const navigate = useNavigate();
  const [text, setText] = useState(list.search ?? '');
  const show = (change: ListSearch): void => {
    const search = { ...list, search: text.trim() || undefined, ...change };
    void navigate({ to: '/library/$baseId', params: { baseId: base.id }, search, replace: true });
  };
  useEffect(() => {
    const wanted = text.trim() || undefined;
    if (wanted === list.search) return;
    const timer = setTimeout(() => show({ search: wanted }), PAUSE);
    return () => clearTimeout(timer);
  });
  const counts = {
    all: base.documents,
    working: base.documents - base.ready - base.failed,
    ready: base.ready,
    failed: base.failed,
  };
  const states = (['all', 'working', 'ready', 'failed'] as const).filter(
    (state) => state === 'all' || counts[state] > 0 || list.state === state,
  );
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <search className="relative min-w-0 flex-1 basis-56 md:max-w-xs">
        <Search aria-hidden size={16} className="absolute top-2.5 left-3 text-quiet" />
        <input
          type="text"
          aria-label={strings.library.find}
          placeholder={strings.library.find}
          value={text}
          maxLength={200}
          className="min-h-9 w-full rounded-md border border-edge bg-surface py-1 pr-9 pl-9"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
        />
        {text !== '' && (
          <IconButton
            icon={X}
            label={strings.library.clearFind}
            className="absolute top-0.5 right-0.5"
            onClick={() => {
              setText('');
              show({ search: undefined });
            }}
          />
        )}
      </search>
      <fieldset aria-label={strings.library.filter} className="flex flex-wrap gap-1">
        {states.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={(list.state ?? 'all') === state}
            className="tabular min-h-8 rounded-md px-2 text-quiet hover:bg-hover aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-ink"
            onClick={() => show({ state: state === 'all' ? undefined : state })}
          >
            {strings.library.filters[state]} {strings.number(counts[state])}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
