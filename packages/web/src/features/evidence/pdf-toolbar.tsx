import { ChevronLeft, ChevronRight, MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';

/** Widths of a page, in widths of the window. */
export const ZOOMS: readonly number[] = [1, 1.25, 1.5, 2, 3];

export interface PdfToolbarProps {
  readonly page: number;
  readonly count: number;
  /** Index into {@link ZOOMS}. */
  readonly zoom: number;
  readonly onPage: (page: number) => void;
  readonly onZoom: (zoom: number) => void;
}

/** Which page is read, and how large. */
export function PdfToolbar({ page, count, zoom, onPage, onZoom }: PdfToolbarProps) {
  const words = strings.evidence;
  return (
    <div
      role="toolbar"
      aria-label={words.pageTools}
      className="flex items-center border-line border-y px-2 py-1"
    >
      <IconButton
        icon={ChevronLeft}
        label={words.previousPage}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      />
      <PageField key={page} page={page} count={count} onPage={onPage} />
      <span className="tabular px-2 text-quiet text-small whitespace-nowrap">{words.ofPages(count)}</span>
      <IconButton
        icon={ChevronRight}
        label={words.nextPage}
        disabled={page >= count}
        onClick={() => onPage(page + 1)}
      />
      <span className="flex-1" />
      <IconButton
        icon={ZoomOut}
        label={words.smaller}
        disabled={zoom === 0}
        onClick={() => onZoom(zoom - 1)}
      />
      <IconButton
        icon={MoveHorizontal}
        label={words.fitWidth}
        disabled={zoom === 0}
        onClick={() => onZoom(0)}
      />
      <IconButton
        icon={ZoomIn}
        label={words.larger}
        disabled={zoom >= ZOOMS.length - 1}
        onClick={() => onZoom(zoom + 1)}
      />
    </div>
  );
}

function PageField({ page, count, onPage }: Pick<PdfToolbarProps, 'page' | 'count' | 'onPage'>) {
  const [text, setText] = useState(String(page));
  const submit = (): void => {
    const target = Number(text);
    if (Number.isInteger(target) && target >= 1 && target <= count) onPage(target);
    else setText(String(page));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <input
        aria-label={strings.evidence.pageNumber}
        inputMode="numeric"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onFocus={({ target }) => target.select()}
        onBlur={() => setText(String(page))}
        className="tabular h-8 w-14 rounded-md border border-line bg-surface px-2 text-center"
      />
    </form>
  );
}
