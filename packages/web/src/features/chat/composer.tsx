import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';
import { keepDraft, readDraft } from './drafts.ts';
import { endsTyping } from './ends-typing.ts';
import { useGrowth } from './use-growth.ts';

export interface ComposerProps {
  /** Whose draft this is; undefined for the conversation that is to begin. */
  readonly conversationId: string | undefined;
  /** Ends the running answer; Stop then stands where Send stood. */
  readonly onStop: (() => void) | undefined;
  /** Resolves when the question is on its way; the text stays when it rejects. */
  readonly onSend: (question: string) => Promise<void>;
  /** Quiet pills. */
  readonly children?: ReactNode;
}

/** Where questions are typed. Enter sends, Shift+Enter breaks the line, an input method's Enter does neither. */
export function Composer({ conversationId, onStop, onSend, children }: ComposerProps) {
  const [text, setText] = useState(() => readDraft(conversationId));
  const [sending, setSending] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useGrowth(area, text);
  const change = (next: string): void => {
    setText(next);
    keepDraft(conversationId, next);
  };
  const send = async (): Promise<void> => {
    if (text.trim() === '' || sending || onStop !== undefined) return;
    setSending(true);
    try {
      await onSend(text.trim());
      change('');
    } catch {
      // Said beside the composer by whoever sends; the text is kept.
    } finally {
      setSending(false);
      area.current?.focus();
    }
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp' && text === '') editLastQuestion();
    if (!endsTyping(event)) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      className="rounded-xl border border-edge bg-surface p-2 focus-within:outline-2 focus-within:outline-accent"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={area}
        aria-label={strings.chat.composer}
        aria-keyshortcuts="Shift+Escape"
        data-composer
        placeholder={strings.chat.placeholder}
        rows={1}
        value={text}
        maxLength={100_000}
        className="thin-scroll block max-h-[204px] w-full resize-none bg-transparent px-2 py-1 text-reading outline-none"
        onChange={(event) => change(event.target.value)}
        onKeyDown={press}
      />
      <div className="flex items-center justify-between gap-2 pt-1">
        <div className="flex min-w-0 gap-1">{children}</div>
        {onStop ? (
          <Button onClick={onStop} className="max-sm:px-2 sm:min-w-22">
            <Square aria-hidden size={14} className="fill-current" />
            <span className="max-sm:sr-only">{strings.chat.stop}</span>
          </Button>
        ) : (
          <Button
            look="main"
            type="submit"
            className="max-sm:px-2 sm:min-w-22"
            disabled={text.trim() === '' || sending}
          >
            <ArrowUp aria-hidden size={16} />
            <span className="max-sm:sr-only">{strings.chat.send}</span>
          </Button>
        )}
      </div>
    </form>
  );
}

/** The pencil of the last question that has one. */
function editLastQuestion(): void {
  [...document.querySelectorAll<HTMLElement>('[data-edit]')].at(-1)?.click();
}
