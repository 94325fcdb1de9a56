import { Search } from 'lucide-react';
import { strings } from '../../strings/strings.ts';

export interface ConversationSearchProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows the list of conversations by name. Escape empties it. */
export function ConversationSearch({ value, onChange }: ConversationSearchProps) {
  return (
    <div className="relative mx-2 mb-1">
      <Search aria-hidden size={16} className="pointer-events-none absolute top-2 left-2 text-quiet" />
      <input
        type="search"
        data-search
        aria-label={strings.shell.search}
        aria-keyshortcuts="Control+K Meta+K"
        placeholder={strings.shell.search}
        value={value}
        className="h-8 w-full rounded-md bg-transparent pr-2 pl-8 hover:bg-hover focus:bg-surface"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
      />
    </div>
  );
}
