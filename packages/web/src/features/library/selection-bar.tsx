import { RotateCw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { strings } from '../../strings/strings.ts';
import { useSelectionAction } from './use-selection.ts';

export interface SelectionBarProps {
  readonly baseId: string;
  readonly selected: ReadonlySet<string>;
  /** Some of the base have failed, so some of the selection may have. */
  readonly mayRetry: boolean;
  readonly onDone: () => void;
}

/** What applies to all that are selected, how far it has come, and what was left. */
export function SelectionBar({ baseId, selected, mayRetry, onDone }: SelectionBarProps) {
  const [confirming, setConfirming] = useState(false);
  const { progress, run } = useSelectionAction(baseId);
  const start = (action: 'delete' | 'retry'): void => {
    setConfirming(false);
    run.mutate({ action, ids: [...selected] }, { onSuccess: onDone });
  };
  const [first] = run.data ?? [];
  return (
    <div className="grid gap-2 empty:hidden">
      {progress && <Progress {...progress} />}
      {!progress && selected.size > 0 && !confirming && (
        <div className="flex flex-wrap items-center gap-x-3 rounded-md bg-hover py-1 pr-1 pl-3">
          <p className="tabular flex-1">{strings.library.selected(selected.size)}</p>
          {mayRetry && (
            <Button look="quiet" onClick={() => start('retry')}>
              <RotateCw aria-hidden size={16} />
              {strings.library.retrySelected}
            </Button>
          )}
          <Button look="quiet" onClick={() => setConfirming(true)}>
            <Trash2 aria-hidden size={16} />
            {strings.library.deleteSelected}
          </Button>
          <IconButton icon={X} label={strings.library.selectNone} onClick={onDone} />
        </div>
      )}
      {confirming && (
        <ConfirmInPlace
          question={strings.library.confirmDocuments(selected.size)}
          onConfirm={() => start('delete')}
          onCancel={() => setConfirming(false)}
        />
      )}
      {run.error && <ProblemNote error={run.error} />}
      {first && (
        <ProblemNote error={strings.library.leftBehind(run.data?.length ?? 0, first.problem.message)}>
          <IconButton icon={X} label={strings.common.dismiss} onClick={() => run.reset()} />
        </ProblemNote>
      )}
    </div>
  );
}

function Progress({
  action,
  done,
  all,
}: {
  readonly action: 'delete' | 'retry';
  readonly done: number;
  readonly all: number;
}) {
  const words = strings.library[action === 'delete' ? 'deleting' : 'retrying'](done, all);
  return (
    <div role="status" className="grid gap-2 rounded-md bg-hover px-3 py-2">
      <p className="tabular">{words}</p>
      <ProgressBar share={done / all} label={words} />
    </div>
  );
}
