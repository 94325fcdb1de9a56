import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';

/** Makes a base in place and opens it. */
export function NewBase() {
  const [name, setName] = useState<string>();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (wanted: string) => client.createBase({ name: wanted }),
    onSuccess: async (base) => {
      await queries.invalidateQueries({ queryKey: keys.bases, exact: true });
      await navigate({ to: '/library/$baseId', params: { baseId: base.id } });
    },
  });
  if (name === undefined) {
    return (
      <div>
        <Button look="quiet" className="-ml-3" onClick={() => setName('')}>
          <Plus aria-hidden size={16} />
          {strings.library.newBase}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) create.mutate(name.trim());
      }}
    >
      <input
        ref={(input) => input?.focus()}
        aria-label={strings.library.baseName}
        placeholder={strings.library.baseName}
        value={name}
        maxLength={128}
        className="min-h-8 min-w-0 flex-1 basis-48 rounded-md border border-edge bg-surface px-3 py-1"
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
      />
      <Button look="main" type="submit" disabled={create.isPending || !name.trim()}>
        {strings.library.create}
      </Button>
      <Button look="quiet" onClick={() => setName(undefined)}>
        {strings.common.cancel}
      </Button>
      {create.error && <ProblemNote error={create.error} />}
    </form>
  );
}
