import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { useBases } from '../../app/use-bases.ts';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { NameField } from './name-field.tsx';
import { UploadButtons } from './upload-buttons.tsx';
import type { ChosenFile } from './uploads.ts';

export interface BaseHeaderProps {
  readonly baseId: string;
  readonly onChosen: (files: readonly ChosenFile[]) => void;
}

/** Name and counts of a base, with what can be done with the whole of it. */
export function BaseHeader({ baseId, onChosen }: BaseHeaderProps) {
  const [mode, setMode] = useState<'shown' | 'renamed' | 'deleted'>('shown');
  const { data: bases } = useBases();
  const base = bases?.find(({ id }) => id === baseId);
  const { rename, remove } = useBaseChanges(baseId);
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          {mode === 'renamed' && base ? (
            <NameField
              name={base.name}
              error={rename.error}
              onSave={(name) => rename.mutate(name, { onSuccess: () => setMode('shown') })}
              onCancel={() => {
                rename.reset();
                setMode('shown');
              }}
            />
          ) : (
            <div className="flex items-center gap-2">
              <h1 className="wrap-anywhere font-semibold text-display">
                {base?.name ?? strings.library.title}
              </h1>
              {base && (
                <span className="flex">
                  <IconButton
                    icon={Pencil}
                    label={strings.library.renameBase}
                    onClick={() => setMode('renamed')}
                  />
                  <IconButton
                    icon={Trash2}
                    label={remove.isPending ? strings.library.deletingBase : strings.library.deleteBase}
                    disabled={remove.isPending}
                    onClick={() => setMode('deleted')}
                  />
                </span>
              )}
            </div>
          )}
          {base && base.documents > 0 && (
            <p className="tabular text-quiet">
              {strings.library.documents(base.documents)}, {strings.library.passages(base.passages)},{' '}
              {strings.size(base.bytes)}
            </p>
          )}
        </div>
        <UploadButtons onChosen={onChosen} />
      </div>
      {mode === 'deleted' && base && !remove.isPending && (
        <ConfirmInPlace
          question={strings.library.confirmBase(base.documents, base.passages, base.bytes)}
          onConfirm={() => remove.mutate()}
          onCancel={() => setMode('shown')}
        />
      )}
      {remove.error && <ProblemNote error={remove.error} />}
    </header>
  );
}

function useBaseChanges(baseId: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const reload = () => queries.invalidateQueries({ queryKey: keys.bases, exact: true });
  const rename = useMutation({
    mutationFn: (name: string) => client.renameBase(baseId, name),
    onSuccess: reload,
  });
  const remove = useMutation({
    mutationFn: () => client.deleteBase(baseId),
    onSuccess: async () => {
      await navigate({ to: '/library' });
      await reload();
    },
  });
  return { rename, remove };
}
