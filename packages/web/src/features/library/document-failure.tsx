import type { LibraryDocument } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote, sentenceOf } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';

/** Why a document failed and what to do: the server's sentence names the remedy. */
export function DocumentFailure({ document }: { readonly document: LibraryDocument }) {
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => client.retryDocument(document.id),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.documents(document.baseId) }),
  });
  return (
    <div className="grid gap-2 rounded-md bg-danger-tint px-3 py-2">
      <div className="flex flex-wrap items-center gap-3">
        <p className="wrap-anywhere min-w-0 flex-1 basis-48">{sentenceOf(document.problem)}</p>
        <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
          {strings.library.retry}
        </Button>
      </div>
      {retry.error && <ProblemNote error={retry.error} />}
    </div>
  );
}
