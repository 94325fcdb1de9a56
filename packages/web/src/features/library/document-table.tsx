import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { type ListSearch, useDocumentList } from './document-list.ts';
import { DocumentRows, OpenableRow, type OpenRow } from './document-rows.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TableHead } from './table-head.tsx';
import { useRowsInView } from './use-rows-in-view.ts';

export interface DocumentTableProps {
  readonly baseId: string;
  readonly list: ListSearch;
  /** How many documents of the base have failed. */
  readonly failed: number;
  /** Shown instead of rows when nothing matches. */
  readonly empty: ReactNode;
}

/** Documents, thousands of them if need be: only the rows in view are read and drawn. */
export function DocumentTable({ baseId, list, failed, empty }: DocumentTableProps) {
  const [selected, setSelected] = useSelected(list);
  const [open, setOpen] = useState<OpenRow>();
  const [openHeight, setOpenHeight] = useState(0);
  const [known, setKnown] = useState(0);
  const box = useRef<HTMLTableSectionElement>(null);
  const gap = open && { after: open.row, height: openHeight };
  const range = useRowsInView(box, known, gap);
  const { total, at, error, retry } = useDocumentList(baseId, list, range);
  if (total !== undefined && total !== known) setKnown(total);
  const everything = useMutation({
    mutationFn: () => client.documentIds(baseId, { search: list.search, state: list.state }),
    onSuccess: (ids) => setSelected(new Set(ids)),
  });
  const remove = useRemoval(baseId, (id) => {
    setOpen(undefined);
    if (selected.has(id)) setSelected(toggled(selected, id));
  });
  const problem = error ?? everything.error ?? remove.error;
  const allSelected = known > 0 && selected.size >= known;

  const show = (row: number) => {
    const document = at(row);
    if (document === undefined) return undefined;
    const { id } = document;
    // Rows that come in above move the opened one.
    if (open?.id === id && open.row !== row) setOpen({ ...open, row });
    const cells = (
      <OpenableRow
        document={document}
        selected={selected.has(id)}
        opened={open?.id === id ? open.opened : undefined}
        onToggle={() => setSelected(toggled(selected, id))}
        onOpen={(opened) => setOpen(opened && { row, id, opened })}
        onDelete={() => remove.mutate(id)}
        onHeight={setOpenHeight}
      />
    );
    return { key: id, selected: selected.has(id), cells };
  };
  return (
    <div className="@container grid gap-3">
      <SelectionBar
        baseId={baseId}
        selected={selected}
        mayRetry={failed > 0}
        onDone={() => setSelected(new Set())}
      />
      {problem != null && (
        <ProblemNote error={problem}>
          {error != null && <Button onClick={retry}>{strings.common.retry}</Button>}
        </ProblemNote>
      )}
      {total === 0 && empty}
      <table
        aria-label={strings.library.table}
        aria-rowcount={known + 1}
        className={total === 0 ? 'hidden' : 'block'}
      >
        <thead className="block">
          <TableHead
            baseId={baseId}
            list={list}
            allSelected={allSelected}
            onSelectAll={() => (allSelected ? setSelected(new Set()) : everything.mutate())}
          />
        </thead>
        <DocumentRows box={box} count={known} range={range} gap={gap}>
          {show}
        </DocumentRows>
      </table>
    </div>
  );
}

/** The selected ids; a selection belongs to what is shown, so another filter begins with none. */
function useSelected({ search, state }: ListSearch) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = `${state} ${search}`;
  const [last, setLast] = useState(shown);
  if (last !== shown) {
    setLast(shown);
    setSelected(new Set());
  }
  return [selected, setSelected] as const;
}

function useRemoval(baseId: string, onRemoved: (id: string) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => client.deleteDocument(id),
    onSuccess: (_nothing, id) => onRemoved(id),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.documents(baseId) }),
        queries.invalidateQueries({ queryKey: keys.bases, exact: true }),
      ]),
  });
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
