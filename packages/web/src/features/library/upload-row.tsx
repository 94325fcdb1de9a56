import { CircleAlert, CircleCheck, FileUp, X } from 'lucide-react';
import { uploads } from '../../app/services.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import type { Upload } from './uploads.ts';

/** A file that is not a document yet, or did not become one. */
export function UploadRow({ upload }: { readonly upload: Upload }) {
  const { name, size, state, problem } = upload;
  const refused = state === 'refused';
  const Icon = refused ? CircleAlert : state === 'duplicate' ? CircleCheck : FileUp;
  const word = { waiting: strings.library.states.queued, sending: strings.library.sending, added: '' };
  const words = { ...word, duplicate: strings.library.duplicate(name), refused: strings.library.refused };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-2 py-2">
      <span className="min-w-0 flex-1 basis-48 truncate">{name}</span>
      <span className="tabular text-quiet">{strings.size(size)}</span>
      <span className={`flex items-center gap-2 ${refused ? 'text-danger' : 'text-quiet'}`}>
        <Icon aria-hidden size={16} />
        {words[state]}
      </span>
      {(refused || state === 'duplicate') && (
        <IconButton icon={X} label={strings.common.dismiss} onClick={() => uploads.dismiss(upload.id)} />
      )}
      {problem && <p className="w-full text-danger">{problem.message}</p>}
    </li>
  );
}
