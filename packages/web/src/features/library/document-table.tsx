import type { LibraryDocument } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { COLUMNS, FIGURE } from './columns.ts';
import { DocumentRow } from './document-row.tsx';

export interface DocumentTableProps {
  readonly baseId: string;
  readonly documents: readonly LibraryDocument[];
}

/** Documents with what applies to each, and to all that are selected. Rows out of sight are not laid out. */
export function DocumentTable({ baseId, documents }: DocumentTableProps) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [confirming, setConfirming] = useState(false);
  const queries = useQueryClient();
  const chosen = documents.filter(({ id }) => selected.has(id));
  const remove = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map((id) => client.deleteDocument(id))),
    onSettled: async () => {
      setConfirming(false);
      setSelected(new Set());
      await queries.invalidateQueries({ queryKey: keys.documents(baseId) });
      await queries.invalidateQueries({ queryKey: keys.bases, exact: true });
    },
  });
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const all = chosen.length === documents.length;
  const { columns } = strings.library;
  return (
    <div className="@container grid gap-3">
      {chosen.length > 0 && !confirming && (
        <div className="flex items-center gap-3 rounded-md bg-hover px-3 py-1">
          <p className="tabular flex-1">{strings.library.selected(chosen.length)}</p>
          <Button look="quiet" onClick={() => setConfirming(true)}>
            <Trash2 aria-hidden size={16} />
            {strings.library.deleteSelected}
          </Button>
        </div>
      )}
      {confirming && (
        <ConfirmInPlace
          question={strings.library.confirmDocuments(chosen.length)}
          onConfirm={() => remove.mutate(chosen.map(({ id }) => id))}
          onCancel={() => setConfirming(false)}
        />
      )}
      {remove.error && <ProblemNote error={remove.error} />}
      <table className="block">
        <thead className="block text-quiet text-small">
          <tr className={`${COLUMNS} px-2 pb-1`}>
            <th className="flex">
              <input
                type="checkbox"
                aria-label={strings.library.selectAll}
                className="size-4 accent-edge"
                checked={all}
                onChange={() => setSelected(new Set(all ? [] : documents.map(({ id }) => id)))}
              />
            </th>
            <th className="text-left font-normal">{columns.name}</th>
            <th className={`${FIGURE} font-normal`}>{columns.size}</th>
            <th className={`${FIGURE} font-normal`}>{columns.passages}</th>
            <th className="text-left font-normal">{columns.state}</th>
            <th className={`${FIGURE} font-normal`}>{columns.added}</th>
            <td />
          </tr>
        </thead>
        <tbody className="block divide-y divide-line border-line border-y">
          {documents.map((document) => (
            <DocumentRow
              key={document.id}
              document={document}
              selected={selected.has(document.id)}
              onToggle={() => toggle(document.id)}
              onDelete={() => remove.mutate([document.id])}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
