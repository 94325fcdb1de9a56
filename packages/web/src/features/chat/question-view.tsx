import { Link as LinkIcon, Pencil } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { addressOf } from './address-of.ts';
import type { ExchangeState } from './merge-exchanges.ts';
import { QuestionEditor } from './question-editor.tsx';
import type { ExchangeActions } from './use-exchange-actions.ts';

export interface QuestionViewProps {
  readonly exchange: ExchangeState;
  readonly actions: ExchangeActions;
}

/** What was asked. It is edited where it stands, and can be linked to. */
export function QuestionView({ exchange, actions }: QuestionViewProps) {
  const [editing, setEditing] = useState(false);
  const { id, question, answers } = exchange;
  if (editing) {
    return (
      <QuestionEditor
        question={question}
        later={actions.countLater(id)}
        onCancel={() => setEditing(false)}
        onAsk={(changed) => {
          setEditing(false);
          actions.edit(exchange, changed);
        }}
      />
    );
  }
  const stored = answers.some(({ turnId }) => turnId !== undefined);
  return (
    <div className="group/question flex flex-col items-end gap-1 sm:flex-row-reverse sm:items-start">
      <div className="min-w-0 rounded-xl bg-hover px-4 py-2 sm:max-w-[85%]">
        <h2 className="sr-only">{strings.chat.you}</h2>
        <p className="wrap-anywhere whitespace-pre-wrap text-reading">{question}</p>
      </div>
      {stored && (
        <span className="flex shrink-0 sm:py-1 pointer-fine:opacity-0 pointer-fine:group-focus-within/question:opacity-100 pointer-fine:group-hover/question:opacity-100">
          <CopyButton
            icon={LinkIcon}
            label={strings.chat.copyLink}
            text={() => addressOf(actions.conversationId, id)}
          />
          <IconButton icon={Pencil} label={strings.chat.edit} data-edit onClick={() => setEditing(true)} />
        </span>
      )}
    </div>
  );
}
