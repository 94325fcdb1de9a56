import type { DocumentOrder } from '@colloquy/protocol';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { strings } from '../../strings/strings.ts';
import { COLUMNS, FIGURE, WIDE_CELL } from './columns.ts';
import type { ListSearch } from './document-list.ts';

type Sort = DocumentOrder['sort'];

export interface TableHeadProps {
  readonly baseId: string;
  readonly list: ListSearch;
  readonly allSelected: boolean;
  readonly onSelectAll: () => void;
}

/** The heads of the columns; pressing one orders the list by it, pressing it again turns the order round. */
export function TableHead({ baseId, list, allSelected, onSelectAll }: TableHeadProps) {
  const { columns } = strings.library;
  const head = { baseId, list };
  return (
    <tr className={`${COLUMNS} border-line border-b px-2 pb-1 text-quiet text-small`}>
      <th scope="col" className="flex">
        <input
          type="checkbox"
          aria-label={strings.library.selectAll}
          className="size-4 accent-edge"
          checked={allSelected}
          onChange={onSelectAll}
        />
      </th>
      <ColumnHead {...head} sort="name" className="text-left" />
      <th scope="col" className={`${WIDE_CELL} text-left font-normal`}>
        {columns.kind}
      </th>
      <ColumnHead {...head} sort="size" className={FIGURE} />
      <ColumnHead {...head} sort="passages" className={FIGURE} />
      <ColumnHead {...head} sort="state" className="text-left" />
      <ColumnHead {...head} sort="added" className={FIGURE} />
      <th scope="col">
        <span className="sr-only">{strings.common.delete}</span>
      </th>
    </tr>
  );
}

interface ColumnHeadProps {
  readonly baseId: string;
  readonly list: ListSearch;
  readonly sort: Sort;
  readonly className: string;
}

function ColumnHead({ baseId, list, sort, className }: ColumnHeadProps) {
  const navigate = useNavigate();
  const { sort: sorted = 'added', direction = 'down' } = list;
  const active = sorted === sort;
  const order = (): void => {
    // What is counted begins with the most, what is named with the first.
    const first = sort === 'name' || sort === 'state' ? 'up' : 'down';
    const turned = active ? (direction === 'up' ? 'down' : 'up') : first;
    const search = { ...list, sort, direction: turned } as const;
    void navigate({ to: '/library/$baseId', params: { baseId }, search, replace: true });
  };
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={active ? (direction === 'up' ? 'ascending' : 'descending') : 'none'}
      className={`font-normal ${className}`}
    >
      <button
        type="button"
        title={strings.library.sortBy(strings.library.columns[sort])}
        className={`inline-flex items-center gap-1 rounded-sm hover:text-ink ${active ? 'text-ink' : ''}`}
        onClick={order}
      >
        {strings.library.columns[sort]}
        {active && <Arrow aria-hidden size={14} />}
      </button>
    </th>
  );
}
