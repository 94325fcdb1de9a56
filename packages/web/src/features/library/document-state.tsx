import type { LibraryDocument } from '@colloquy/protocol';
import { CircleAlert, CircleCheck, Clock, LoaderCircle } from 'lucide-react';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { strings } from '../../strings/strings.ts';

const ICONS = { queued: Clock, working: LoaderCircle, ready: CircleCheck, failed: CircleAlert };

/** How far a document is: a word with an icon, and a bar while it is worked on. */
export function DocumentState({ document }: { readonly document: LibraryDocument }) {
  const { status, stage, progress } = document;
  const Icon = ICONS[status];
  const word = status === 'working' && stage ? strings.library.stages[stage] : strings.library.states[status];
  return (
    <div className="relative">
      <span
        className={`tabular flex items-center gap-2 ${status === 'failed' ? 'text-danger' : 'text-quiet'}`}
      >
        <Icon aria-hidden size={16} className={status === 'working' ? 'motion-safe:animate-spin' : ''} />
        {word}
        {status === 'working' && <span>{strings.percent(progress)}</span>}
      </span>
      {status === 'working' && (
        <div className="absolute inset-x-0 -bottom-1">
          <ProgressBar share={progress} label={word} />
        </div>
      )}
    </div>
  );
}
