import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';

export interface RatingWordsProps {
  /** With what was written, or with nothing. */
  readonly onDone: (text?: string) => void;
}

/** Asks, below the answer, what was wrong with it. Escape leaves it unsaid; the thumb stays. */
export function RatingWords({ onDone }: RatingWordsProps) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      className="flex flex-wrap gap-2 text-body motion-safe:animate-appear"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(text.trim() || undefined);
      }}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <input
        ref={input}
        aria-label={strings.chat.whatWasWrong}
        placeholder={strings.chat.whatWasWrong}
        value={text}
        maxLength={2_000}
        className="min-w-0 flex-1 basis-40 rounded-md border border-edge bg-surface px-3 py-1"
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        {strings.chat.sendFeedback}
      </Button>
      <Button look="quiet" onClick={() => onDone()}>
        {strings.common.cancel}
      </Button>
    </form>
  );
}
