import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { useBases } from '../../app/use-bases.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { UploadButtons } from './upload-buttons.tsx';
import type { ChosenFile } from './uploads.ts';

export interface BaseHeaderProps {
  readonly baseId: string;
  readonly onChosen: (files: readonly ChosenFile[]) => void;
}

/** Name and counts of a base, with what can be done with the whole of it. */
export function BaseHeader({ baseId, onChosen }: BaseHeaderProps) {
  const [confirming, setConfirming] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: bases } = useBases();
  const base = bases?.find(({ id }) => id === baseId);
  const remove = useMutation({
    mutationFn: () => client.deleteBase(baseId),
    onSuccess: async () => {
      await navigate({ to: '/library' });
      await queries.invalidateQueries({ queryKey: keys.bases, exact: true });
    },
  });
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="wrap-anywhere font-semibold text-display">{base?.name ?? strings.library.title}</h1>
          {base && (
            <p className="tabular text-quiet">
              {strings.library.documents(base.documents)}, {strings.library.passages(base.passages)}
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <UploadButtons onChosen={onChosen} />
          <Button look="quiet" onClick={() => setConfirming(true)}>
            <Trash2 aria-hidden size={16} />
            {strings.library.deleteBase}
          </Button>
        </div>
      </div>
      {confirming && (
        <ConfirmInPlace
          question={strings.library.confirmBase(base?.documents ?? 0, base?.passages ?? 0, base?.bytes ?? 0)}
          onConfirm={() => remove.mutate()}
          onCancel={() => setConfirming(false)}
        />
      )}
      {remove.error && <ProblemNote error={remove.error} />}
    </header>
  );
}
