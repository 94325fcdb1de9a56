import { Link, useLocation } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, FileUp, X } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { uploads } from '../../app/services.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { isOpen } from '../library/uploads.ts';

/** Says elsewhere than in the library what becomes of added files. */
export function UploadNotice() {
  const { list, paused } = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const { pathname } = useLocation();
  const open = list.filter(isOpen).length;
  const refused = list.filter(({ state }) => state === 'refused').length;
  const settled = list.length > 0 && open === 0 && refused === 0;
  useEffect(() => {
    if (!settled) return;
    const timer = setTimeout(() => uploads.dismiss(), 6_000);
    return () => clearTimeout(timer);
  }, [settled]);
  const last = list.at(-1);
  const hidden = last === undefined || pathname === `/library/${last.baseId}`;
  const Icon = refused > 0 ? CircleAlert : open > 0 ? FileUp : CircleCheck;
  return (
    <div role="status" className="fixed right-4 bottom-4 z-30 max-w-[calc(100vw-2rem)]">
      {!hidden && (
        <div className="flex items-center gap-3 rounded-lg border border-line bg-surface py-2 pr-2 pl-3 shadow-card motion-safe:animate-rise">
          <Icon aria-hidden size={16} className={refused > 0 ? 'text-danger' : 'text-quiet'} />
          <p className="min-w-0">
            {open > 0
              ? paused
                ? strings.library.paused
                : strings.library.uploading(open, last.baseName)
              : refused > 0
                ? strings.library.uploadRefused(refused)
                : strings.library.uploaded(list.length, last.baseName)}
          </p>
          <Link
            to="/library/$baseId"
            params={{ baseId: last.baseId }}
            className="rounded-md px-2 py-1 font-medium underline underline-offset-4"
          >
            {strings.library.show}
          </Link>
          {open === 0 && (
            <IconButton icon={X} label={strings.common.dismiss} onClick={() => uploads.dismiss()} />
          )}
        </div>
      )}
    </div>
  );
}
