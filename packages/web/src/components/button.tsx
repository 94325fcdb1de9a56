import type { ComponentProps } from 'react';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `main` is for the one action that a view is about. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger';
}

const LOOKS = {
  main: 'bg-accent text-on-accent hover:opacity-90',
  plain: 'border border-line bg-surface text-ink hover:bg-hover',
  quiet: 'text-quiet hover:bg-hover hover:text-ink',
  danger: 'border border-danger text-danger hover:bg-danger-tint',
};

/** A button with words. */
export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  const base =
    'inline-flex min-h-8 shrink-0 items-center justify-center gap-2 rounded-md px-3 py-1 font-medium text-body whitespace-nowrap motion-safe:transition-opacity disabled:opacity-50';
  return <button type={type} className={`${base} ${LOOKS[look]} ${className}`} {...rest} />;
}
