import type { ConversationSummary } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { RenameField } from './rename-field.tsx';

export interface ConversationItemProps {
  readonly conversation: ConversationSummary;
  readonly onNavigate?: () => void;
}

/** One conversation of the rail; it is renamed and deleted where it stands. */
export const ConversationItem = memo(function ConversationItem({
  conversation,
  onNavigate,
}: ConversationItemProps) {
  const [mode, setMode] = useState<'shown' | 'renamed' | 'deleted'>('shown');
  const { rename, remove } = useConversationChanges(conversation.id);
  const name = conversation.name || strings.shell.untitled;
  const error = rename.error ?? remove.error;
  return (
    <li className="[&_:focus-visible]:-outline-offset-2 [contain-intrinsic-size:auto_38px] [content-visibility:auto]">
      {mode === 'renamed' ? (
        <RenameField
          name={conversation.name}
          onDone={(next) => {
            setMode('shown');
            if (next) rename.mutate(next);
          }}
        />
      ) : (
        <div className="group flex items-center rounded-md focus-within:bg-hover hover:bg-hover has-aria-[current=page]:bg-hover">
          <Link
            to="/c/$conversationId"
            params={{ conversationId: conversation.id }}
            title={name}
            className="min-w-0 flex-1 truncate px-2 py-2"
            {...(onNavigate ? { onClick: onNavigate } : {})}
          >
            {rename.isPending ? rename.variables : name}
          </Link>
          <Menu
            trigger={
              <IconButton
                icon={Ellipsis}
                label={strings.shell.conversationMenu(name)}
                className="opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
              />
            }
          >
            <MenuItem icon={Pencil} onSelect={() => setMode('renamed')}>
              {strings.common.rename}
            </MenuItem>
            <MenuItem icon={Trash2} onSelect={() => setMode('deleted')}>
              {strings.common.delete}
            </MenuItem>
          </Menu>
        </div>
      )}
      {mode === 'deleted' && (
        <ConfirmInPlace
          question={strings.shell.deleteConversation}
          onCancel={() => setMode('shown')}
          onConfirm={() => {
            setMode('shown');
            remove.mutate();
          }}
        />
      )}
      {error && <ProblemNote error={error} />}
    </li>
  );
});

function useConversationChanges(id: string) {
  const queries = useQueryClient();
  const router = useRouter();
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: keys.conversations });
  const rename = useMutation({
    mutationFn: (name: string) => client.renameConversation(id, name),
    onSettled: reload,
  });
  const remove = useMutation({
    mutationFn: () => client.deleteConversation(id),
    onSuccess: async () => {
      // Asked of the router here, so that no row is rendered again when another one is opened.
      if (router.state.location.pathname === `/c/${id}`) await router.navigate({ to: '/' });
      queries.removeQueries({ queryKey: keys.conversation(id) });
      await queries.invalidateQueries({ queryKey: keys.conversations, exact: true });
    },
  });
  return { rename, remove };
}
