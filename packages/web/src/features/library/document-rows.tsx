import type { LibraryDocument } from '@colloquy/protocol';
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { strings } from '../../strings/strings.ts';
import { COLUMNS, ROW_HEIGHT } from './columns.ts';
import { DocumentFailure } from './document-failure.tsx';
import { DocumentRow, type Opened } from './document-row.tsx';
import { type RowGap, type RowRange, rowTop } from './visible-rows.ts';

/** The row that shows something below itself. */
export interface OpenRow {
  readonly row: number;
  readonly id: string;
  readonly opened: Opened;
}

export interface DocumentRowsProps {
  readonly box: RefObject<HTMLTableSectionElement | null>;
  readonly count: number;
  readonly range: RowRange;
  readonly gap: RowGap | undefined;
  /** The cells of a row; those that are being read have none. */
  readonly children: (
    row: number,
  ) => { readonly key: string; readonly selected: boolean; readonly cells: ReactNode } | undefined;
}

/** The rows in view, each at its place in a box as high as all of them. */
export function DocumentRows({ box, count, range, gap, children }: DocumentRowsProps) {
  const rows = Array.from({ length: range.end - range.first }, (_, index) => range.first + index);
  return (
    <tbody
      ref={box}
      className="relative block [overflow-anchor:none]"
      style={{ height: count * ROW_HEIGHT + (gap?.height ?? 0) }}
    >
      {rows.map((row) => {
        const { key, selected, cells } = children(row) ?? blank(row);
        return (
          <tr
            key={key}
            aria-rowindex={row + 2}
            className={`${COLUMNS} absolute inset-x-0 grid-rows-[51px] border-line border-b px-2 ${selected ? 'bg-hover' : ''}`}
            style={{ top: rowTop(row, ROW_HEIGHT, gap) }}
          >
            {cells}
          </tr>
        );
      })}
    </tbody>
  );
}

export interface OpenableRowProps {
  readonly document: LibraryDocument;
  readonly selected: boolean;
  readonly opened: Opened | undefined;
  readonly onToggle: () => void;
  readonly onOpen: (opened: Opened | undefined) => void;
  readonly onDelete: () => void;
  /** Pixels of what is shown below. */
  readonly onHeight: (height: number) => void;
}

/** A document with what it shows below itself: why it failed, or whether it is to be deleted. */
export function OpenableRow({ onDelete, onHeight, ...row }: OpenableRowProps) {
  const { document, opened, onOpen } = row;
  return (
    <>
      <DocumentRow {...row} />
      {opened && (
        <Below onHeight={onHeight}>
          {opened === 'failure' && <DocumentFailure document={document} />}
          {opened === 'deletion' && (
            <ConfirmInPlace
              question={strings.library.confirmDocument}
              onConfirm={onDelete}
              onCancel={() => onOpen(undefined)}
            />
          )}
        </Below>
      )}
    </>
  );
}

/** What a row shows below itself; the rows behind it make room. */
function Below({
  onHeight,
  children,
}: {
  readonly onHeight: (height: number) => void;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => onHeight(element.offsetHeight);
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [onHeight]);
  return (
    <td className="col-span-full">
      <div ref={box} className="pb-3 motion-safe:animate-appear">
        {children}
      </div>
    </td>
  );
}

/** The shape of a row that is being read. */
function blank(row: number) {
  const cells = (
    <td className="col-span-full px-8">
      <span className="sr-only">{strings.common.loading}</span>
      <div aria-hidden className="h-4 w-2/5 rounded-sm bg-hover" />
    </td>
  );
  return { key: String(row), selected: false, cells };
}
