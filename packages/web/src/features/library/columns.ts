/** The columns of the table; narrow ones keep name and state. */
export const COLUMNS =
  'grid grid-cols-[1.25rem_minmax(0,1fr)_6.5rem_2rem] items-center gap-x-3 @2xl:gap-x-4 @2xl:grid-cols-[1.25rem_minmax(0,1fr)_5.5rem_4.5rem_4.5rem_8rem_6.5rem_2rem]';

/** A cell that is shown where there is room. */
export const WIDE_CELL = 'hidden text-quiet @2xl:block truncate';

/** The same for a figure. */
export const FIGURE = `${WIDE_CELL} tabular text-right`;

/** Height of a row in pixels; all are alike, so that the place of any of thousands is known. */
export const ROW_HEIGHT = 52;
