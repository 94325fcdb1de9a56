/** A part between two rows that is higher than nothing: what an opened row shows below itself. */
export interface RowGap {
  /** The row that it follows. */
  readonly after: number;
  /** Pixels. */
  readonly height: number;
}

export interface RowsInView {
  /** Pixels from the top of the first row to the top of the view; negative while the rows begin below it. */
  readonly top: number;
  /** Of the view, in pixels. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
  readonly gap?: RowGap | undefined;
  /** Rows that are drawn beyond what can be seen, on each side. */
  readonly margin?: number;
}

/** The rows that are drawn: from `first` up to, not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Which of many rows of one height can be seen. */
export function visibleRows({ top, height, rowHeight, count, gap, margin = 8 }: RowsInView): RowRange {
  const rowAt = (y: number): number => {
    const gapTop = gap === undefined ? Number.POSITIVE_INFINITY : (gap.after + 1) * rowHeight;
    const gapHeight = gap?.height ?? 0;
    if (y < gapTop) return Math.floor(y / rowHeight);
    return Math.floor(Math.max(gapTop - 1, y - gapHeight) / rowHeight);
  };
  const within = (row: number): number => Math.min(Math.max(row, 0), count);
  return { first: within(rowAt(top) - margin), end: within(rowAt(top + height) + 1 + margin) };
}

/** Pixels from the top of the first row to the top of this one. */
export function rowTop(row: number, rowHeight: number, gap?: RowGap): number {
  return row * rowHeight + (gap !== undefined && row > gap.after ? gap.height : 0);
}
