import { newMessageId } from '@colloquy/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { LibraryBig } from 'lucide-react';
import { useEffect, useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client, liveTurns } from '../../app/services.ts';
import { readStored, writeStored } from '../../app/stored.ts';
import { useAssistants } from '../../app/use-assistants.ts';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { Composer } from './composer.tsx';
import { ComposerPills } from './composer-pills.tsx';
import { nameFor } from './name-for.ts';
import { keepChoice, useChosenBases } from './use-chosen-bases.ts';

/** The assistant that was chosen last, in this browser. */
const ASSISTANT = 'assistant';

/** The page of a conversation that has not begun. The first question makes it. */
export function NewConversationPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const bases = useChosenBases(undefined);
  const { chosen, empty } = bases;
  const [dialogId, setDialogId] = useState(() => readStored(ASSISTANT));
  const { data: assistants } = useAssistants();
  const begin = useMutation({
    mutationFn: (question: string) => {
      // An assistant that has been deleted since is not asked for.
      const known = assistants?.find(({ id }) => id === dialogId);
      const assistant = known === undefined ? {} : { dialogId: known.id };
      return client.createConversation({ name: nameFor(question), ...assistant });
    },
    onSuccess: async ({ id }, question) => {
      keepChoice(id, chosen);
      liveTurns.ask({ conversationId: id, messageId: newMessageId(), question, baseIds: chosen });
      void queries.invalidateQueries({ queryKey: keys.conversations, exact: true });
      await navigate({ to: '/c/$conversationId', params: { conversationId: id } });
    },
  });
  useEffect(() => {
    document.title = strings.product;
  }, []);
  return (
    <main id="content" tabIndex={-1} className="thin-scroll min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="mx-auto grid w-full max-w-[72ch] gap-6 px-4 pt-[12dvh] md:pt-[22dvh] pb-12 text-reading">
        <header className="grid gap-2">
          <h1 className="font-semibold text-display">{strings.chat.title}</h1>
          <p className="text-pretty text-quiet">{strings.chat.intro}</p>
        </header>
        <Composer
          conversationId={undefined}
          onStop={undefined}
          onSend={async (question) => {
            await begin.mutateAsync(question);
          }}
        >
          <ComposerPills
            dialogId={dialogId}
            bases={bases}
            onAssistant={(id) => {
              setDialogId(id);
              writeStored(ASSISTANT, id);
            }}
          />
        </Composer>
        {begin.error && <ProblemNote error={begin.error} />}
        {empty && (
          <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-body text-quiet">
            {strings.chat.emptyLibrary}
            <Link to="/library" className="flex items-center gap-2 text-ink underline underline-offset-4">
              <LibraryBig aria-hidden size={16} />
              {strings.chat.toLibrary}
            </Link>
          </p>
        )}
      </div>
    </main>
  );
}
