import { BookOpenText, ChevronLeft, ChevronRight, RefreshCw, Timer } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { isOffline } from './answer-notes.tsx';
import { AnswerTraceTable } from './answer-trace.tsx';
import type { TurnState } from './fold-turn.ts';
import { numberCitations, plainAnswer } from './mark-citations.ts';
import { useRating } from './rating.tsx';

/** Which of several answers is shown. */
export interface VersionChoice {
  readonly shown: number;
  readonly all: number;
  readonly show: (index: number) => void;
}

export interface AnswerFooterProps {
  readonly state: TurnState;
  readonly conversationId: string;
  readonly versions: VersionChoice;
  readonly onEvidence: () => void;
  readonly onRegenerate: () => void;
}

/** The line below an answer that has ended: its sources, its trace, what can be done with it. */
export function AnswerFooter(props: AnswerFooterProps) {
  const { state, conversationId, versions, onEvidence, onRegenerate } = props;
  const [traced, setTraced] = useState(false);
  const { turnId = '', feedback } = state;
  const { thumbs, words, rated } = useRating({ conversationId, turnId, feedback });
  const { answer, trace } = state;
  const cited = numberCitations(answer.citations).size;
  const total = trace?.milliseconds.total;
  const facts = [
    total === undefined ? '' : strings.duration(total),
    isOffline(state) ? strings.chat.offline : '',
  ];
  const summary = facts.filter((fact) => fact !== '').join(', ');
  return (
    <>
      <div className="-ml-3 flex text-body min-h-8 flex-wrap items-center">
        {answer.sources.length > 0 && (
          <Button look="quiet" className="tabular font-normal" onClick={onEvidence}>
            <BookOpenText aria-hidden size={16} />
            {strings.chat.sources(cited, answer.sources.length)}
          </Button>
        )}
        {trace !== undefined && (
          <Button
            look="quiet"
            className="tabular font-normal"
            aria-expanded={traced}
            title={strings.chat.trace}
            onClick={() => setTraced(!traced)}
          >
            <Timer aria-hidden size={16} />
            {summary || strings.chat.trace}
          </Button>
        )}
        {versions.all > 1 && <Versions versions={versions} />}
        <span
          data-kept={rated}
          className="flex data-[kept=true]:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within/answer:opacity-100 pointer-fine:group-hover/answer:opacity-100"
        >
          {answer.text !== '' && <CopyButton text={() => plainAnswer(answer.text, answer.citations)} />}
          <IconButton icon={RefreshCw} label={strings.chat.regenerate} onClick={onRegenerate} />
          {thumbs}
        </span>
      </div>
      {words}
      {traced && <AnswerTraceTable state={state} />}
    </>
  );
}

function Versions({ versions: { shown, all, show } }: { readonly versions: VersionChoice }) {
  return (
    <span className="tabular flex items-center text-quiet">
      <IconButton
        icon={ChevronLeft}
        label={strings.chat.previousVersion}
        disabled={shown === 0}
        onClick={() => show(shown - 1)}
      />
      {strings.chat.version(shown + 1, all)}
      <IconButton
        icon={ChevronRight}
        label={strings.chat.nextVersion}
        disabled={shown === all - 1}
        onClick={() => show(shown + 1)}
      />
    </span>
  );
}
