import { CircleAlert, CircleCheck, Clock, FileUp, RotateCw, X } from 'lucide-react';
import { uploads } from '../../app/services.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { strings } from '../../strings/strings.ts';
import { isOpen, type Upload } from './uploads.ts';

const ICONS = {
  waiting: Clock,
  sending: FileUp,
  added: CircleCheck,
  duplicate: CircleCheck,
  refused: CircleAlert,
};

/** A file that is not a document yet, or did not become one. */
export function UploadRow({ upload, paused }: { readonly upload: Upload; readonly paused: boolean }) {
  const { id, name, size, sent, state, problem } = upload;
  const refused = state === 'refused';
  const Icon = ICONS[state];
  return (
    <li className="grid gap-1 px-2 py-2">
      <div className="flex items-center gap-x-3">
        <Icon aria-hidden size={16} className={`shrink-0 ${refused ? 'text-danger' : 'text-quiet'}`} />
        <span className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </span>
        <span className="tabular hidden text-quiet sm:block">{strings.size(size)}</span>
        <span className={`tabular text-right ${refused ? 'text-danger' : 'text-quiet'}`}>
          {wordOf(upload, paused)}
        </span>
        {uploads.mayRetry(upload) && (
          <IconButton
            icon={RotateCw}
            label={strings.library.retryUpload(name)}
            onClick={() => uploads.retry(id)}
          />
        )}
        <IconButton
          icon={X}
          label={isOpen(upload) ? strings.library.cancelUpload(name) : strings.common.dismiss}
          onClick={() => uploads.cancel(id)}
        />
      </div>
      {state === 'sending' && sent < size && (
        <ProgressBar share={sent / size} label={strings.library.uploadProgress(name)} />
      )}
      {problem && <p className="wrap-anywhere pl-7 text-danger">{problem.message}</p>}
    </li>
  );
}

function wordOf({ state, sent, size, twin }: Upload, paused: boolean): string {
  const { library } = strings;
  switch (state) {
    case 'waiting':
      return paused ? library.paused : library.waits;
    case 'sending':
      return sent < size ? `${library.sending} ${strings.percent(sent / size)}` : library.storing;
    case 'duplicate':
      return library.duplicate(twin ?? '');
    case 'refused':
      return library.refused;
    case 'added':
      return library.states.ready;
  }
}
