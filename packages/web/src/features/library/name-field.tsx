import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';

export interface NameFieldProps {
  readonly name: string;
  /** Why the last name was not taken; the field stays as it was typed. */
  readonly error: unknown;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
}

/** The name of a base, changed where it stands. */
export function NameField({ name, error, onSave, onCancel }: NameFieldProps) {
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const wanted = text.trim();
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === name) onCancel();
        else if (wanted) onSave(wanted);
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={input}
          aria-label={strings.library.baseName}
          value={text}
          maxLength={128}
          className="min-w-0 flex-1 basis-56 rounded-md border border-edge bg-surface px-2 py-1 text-title"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && !event.nativeEvent.isComposing) onCancel();
          }}
        />
        <Button look="main" type="submit" disabled={!wanted}>
          {strings.settings.save}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {strings.common.cancel}
        </Button>
      </div>
      {error != null && <ProblemNote error={error} />}
    </form>
  );
}
