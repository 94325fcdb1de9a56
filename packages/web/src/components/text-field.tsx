import { type ComponentProps, useId } from 'react';

export interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
}

/** A labelled line of text, with its hint or what is wrong with it below. */
export function TextField({ label, hint, error, className = '', ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className="w-full rounded-md border border-edge bg-surface px-3 py-2 text-reading aria-invalid:border-danger"
        {...rest}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          className={`mt-1 text-small ${error === undefined ? 'text-quiet' : 'text-danger'}`}
        >
          {note}
        </p>
      )}
    </div>
  );
}
