import { useEffect, useRef } from 'react';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';

export interface ConfirmInPlaceProps {
  readonly question: string;
  readonly confirm?: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks where the deed is done, instead of in a window above the page. Escape cancels. */
export function ConfirmInPlace({ question, confirm, onConfirm, onCancel }: ConfirmInPlaceProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <div
      role="alertdialog"
      aria-label={question}
      className="flex flex-wrap items-center gap-2 rounded-md bg-danger-tint px-3 py-2 motion-safe:animate-appear"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <p className="min-w-0 flex-1 basis-40">{question}</p>
      <Button look="danger" onClick={onConfirm}>
        {confirm ?? strings.common.delete}
      </Button>
      <Button ref={cancel} look="quiet" onClick={onCancel}>
        {strings.common.cancel}
      </Button>
    </div>
  );
}
