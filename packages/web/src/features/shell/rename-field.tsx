import { useEffect, useRef, useState } from 'react';
import { strings } from '../../strings/strings.ts';

export interface RenameFieldProps {
  readonly name: string;
  /** With the new name, or without one when nothing is to change. */
  readonly onDone: (name?: string) => void;
}

/** A name that is edited where it stands: Enter or leaving it saves, Escape does not. */
export function RenameField({ name, onDone }: RenameFieldProps) {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => input.current?.select(), []);
  const finish = (next?: string): void => {
    if (done.current) return;
    done.current = true;
    const trimmed = next?.trim();
    onDone(trimmed && trimmed !== name ? trimmed : undefined);
  };
  return (
    <input
      ref={input}
      aria-label={strings.shell.renameLabel}
      value={text}
      maxLength={255}
      className="w-full rounded-md border border-edge bg-surface px-2 py-1.5"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(text);
        if (event.key === 'Escape') finish();
      }}
    />
  );
}
