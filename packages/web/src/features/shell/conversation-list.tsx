import { useQuery } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { ConversationItem } from './conversation-item.tsx';

/** Earlier conversations, newest first. */
export function ConversationList({ onNavigate }: { readonly onNavigate?: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.conversations,
    queryFn: ({ signal }) => client.conversations(signal),
  });
  return (
    <section
      aria-label={strings.shell.conversations}
      className="thin-scroll min-h-0 flex-1 overflow-y-auto px-2 pb-2"
    >
      <h2 className="px-2 pb-1 text-quiet text-small">{strings.shell.conversations}</h2>
      {error && !data && (
        <ProblemNote error={error}>
          <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
        </ProblemNote>
      )}
      {!data && !error && <Placeholder lines={5} />}
      {data?.length === 0 && <p className="px-2 py-1 text-quiet">{strings.shell.noConversations}</p>}
      <ul className="grid grid-cols-1 gap-px">
        {data?.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            {...(onNavigate ? { onNavigate } : {})}
          />
        ))}
      </ul>
    </section>
  );
}
