import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';
import { endsTyping } from './ends-typing.ts';
import { useGrowth } from './use-growth.ts';

export interface QuestionEditorProps {
  readonly question: string;
  /** Questions that come after this one, and go when it is replaced. */
  readonly later: number;
  readonly onAsk: (question: string) => void;
  readonly onCancel: () => void;
}

/** A question that is changed where it stands. It says what goes with the old one before anything does. */
export function QuestionEditor({ question, later, onAsk, onCancel }: QuestionEditorProps) {
  const [text, setText] = useState(question);
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowth(area, text);
  useEffect(() => {
    area.current?.focus();
    area.current?.setSelectionRange(question.length, question.length);
  }, [question]);
  const unchanged = text.trim() === '' || text.trim() === question;
  const ask = (): void => {
    if (!unchanged) onAsk(text.trim());
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCancel();
    if (!endsTyping(event)) return;
    event.preventDefault();
    ask();
  };
  return (
    <form
      className="grid gap-2 rounded-xl border border-edge bg-surface p-2 focus-within:outline-2 focus-within:outline-accent"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <h2 className="sr-only">{strings.chat.you}</h2>
      <textarea
        ref={area}
        aria-label={strings.chat.editLabel}
        rows={1}
        value={text}
        maxLength={100_000}
        className="thin-scroll block max-h-[204px] w-full resize-none bg-transparent px-2 py-1 text-reading outline-none"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="min-w-0 flex-1 basis-full px-2 sm:basis-60 text-quiet text-small">
          {strings.chat.editHint(later)}
        </p>
        <Button look="quiet" onClick={onCancel}>
          {strings.common.cancel}
        </Button>
        <Button look="main" type="submit" disabled={unchanged}>
          {strings.chat.askInstead}
        </Button>
      </div>
    </form>
  );
}
