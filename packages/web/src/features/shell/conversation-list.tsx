import type { ConversationSummary } from '@colloquy/protocol';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { ConversationItem } from './conversation-item.tsx';
import { ConversationSearch } from './conversation-search.tsx';
import { findByName } from './find-by-name.ts';
import { type Age, groupByDay } from './group-by-day.ts';
import { useGrowingCount } from './use-growing-count.ts';

/** Earlier conversations by the day of their last use, newest first, with a search by name. */
export function ConversationList({ onNavigate }: { readonly onNavigate?: () => void }) {
  const [wanted, setWanted] = useState('');
  const search = useDeferredValue(wanted);
  const { data, error, refetch } = useQuery({
    queryKey: keys.conversations,
    queryFn: ({ signal }) => client.conversations(signal),
  });
  const found = useMemo(() => data && findByName(data, search), [data, search]);
  return (
    <section aria-label={strings.shell.conversations} className="flex min-h-0 flex-1 flex-col">
      <h2 className="sr-only">{strings.shell.conversations}</h2>
      {data !== undefined && data.length > 0 && <ConversationSearch value={wanted} onChange={setWanted} />}
      <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {error && !data && (
          <ProblemNote error={error}>
            <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
          </ProblemNote>
        )}
        {!data && !error && <Placeholder lines={5} />}
        {data?.length === 0 && <p className="px-2 py-1 text-quiet">{strings.shell.noConversations}</p>}
        {found && found.length === 0 && search !== '' && (
          <p className="px-2 py-1 text-quiet">{strings.shell.noneFound}</p>
        )}
        {found && <Groups key={search} found={found} {...(onNavigate ? { onNavigate } : {})} />}
      </div>
    </section>
  );
}

interface GroupsProps {
  readonly found: readonly ConversationSummary[];
  readonly onNavigate?: () => void;
}

/** Only as many rows as have been scrolled to stand in the page. */
function Groups({ found, onNavigate }: GroupsProps) {
  const groups = useMemo(() => groupByDay(found, Date.now()), [found]);
  const { count, end } = useGrowingCount(found.length);
  let left = count;
  return (
    <>
      {groups.map(({ key, age, items }) => {
        const shown = items.slice(0, left);
        left -= shown.length;
        if (shown.length === 0) return null;
        return (
          <div key={key} className="pt-3">
            <h3 className="px-2 pb-1 text-quiet text-small">{wordsFor(age)}</h3>
            <ul className="grid grid-cols-1 gap-px">
              {shown.map((conversation) => (
                <ConversationItem
                  key={conversation.id}
                  conversation={conversation}
                  {...(onNavigate ? { onNavigate } : {})}
                />
              ))}
            </ul>
          </div>
        );
      })}
      {count < found.length && <div ref={end} className="h-8" />}
    </>
  );
}

function wordsFor(age: Age): string {
  return age.kind === 'month' ? strings.shell.month(age.time) : strings.shell.ages[age.kind];
}
