import type { ComponentProps } from 'react';

/** A named region that scrolls. Whatever scrolls must be reachable by keyboard, so it takes the focus. */
export function ScrollRegion({ className = '', ...rest }: ComponentProps<'section'>) {
  const reachable = { tabIndex: 0 };
  return (
    <section
      {...reachable}
      className={`thin-scroll min-h-0 flex-1 focus-visible:-outline-offset-2 ${className}`}
      {...rest}
    />
  );
}
