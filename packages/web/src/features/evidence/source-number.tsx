/** The number of a source, as its chips have it. */
export function SourceNumber({
  number,
  className = '',
}: {
  readonly number: number;
  readonly className?: string;
}) {
  return (
    <span
      className={`tabular min-w-5 shrink-0 rounded-sm bg-tint px-1 text-center text-accent text-small ${className}`}
    >
      {number}
    </span>
  );
}
