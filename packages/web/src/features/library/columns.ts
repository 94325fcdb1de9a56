/** The columns of the table; narrow ones keep name and state. */
export const COLUMNS =
  'grid grid-cols-[1.25rem_minmax(0,1fr)_7.5rem_2rem] items-center gap-x-3 @2xl:gap-x-4 @2xl:grid-cols-[1.25rem_minmax(0,1fr)_5rem_5rem_9rem_6.5rem_2rem]';

/** A cell with a figure, shown where there is room. */
export const FIGURE = 'tabular hidden text-right text-quiet @2xl:block';
