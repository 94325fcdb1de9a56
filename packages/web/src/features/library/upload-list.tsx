import { useSyncExternalStore } from 'react';
import { uploads } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { strings } from '../../strings/strings.ts';
import { UploadRow } from './upload-row.tsx';
import { isOpen, type Upload } from './uploads.ts';

/** Rows of one kind that are drawn; the others are counted. */
const ROWS = 20;
const WAITING_ROWS = 3;

/** The files on their way into a base: how far all are, each that is being sent, and what became of the others. */
export function UploadList({ baseId }: { readonly baseId: string }) {
  const view = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const own = view.list.filter((upload) => upload.baseId === baseId);
  const open = own.filter(isOpen);
  const ended = own.filter(({ state }) => state === 'refused' || state === 'duplicate');
  if (open.length + ended.length === 0) return null;
  const refused = ended.filter(({ state }) => state === 'refused');
  const sending = open.filter(({ state }) => state === 'sending');
  const waiting = open.filter(({ state }) => state === 'waiting');
  return (
    <section aria-label={headline(own)} className="grid gap-2 rounded-lg border border-line px-2 py-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 pl-2">
        <h2 className="tabular min-w-0 flex-1 basis-40 font-medium">{headline(own)}</h2>
        <Actions open={open} refused={refused} />
      </div>
      {open.length > 0 && (
        <div className="px-2">
          <ProgressBar share={shareOf(own)} label={headline(own)} />
        </div>
      )}
      {open.length > 0 && view.paused && <p className="px-2 text-caution">{strings.library.addingPaused}</p>}
      <ul className="divide-y divide-line">
        {[...sending, ...waiting.slice(0, WAITING_ROWS), ...ended.slice(0, ROWS)].map((upload) => (
          <UploadRow key={upload.id} upload={upload} paused={view.paused} />
        ))}
      </ul>
      {waiting.length > WAITING_ROWS && (
        <p className="tabular px-2 text-quiet">
          {strings.library.moreWaiting(waiting.length - WAITING_ROWS)}
        </p>
      )}
      {ended.length > ROWS && (
        <p className="tabular px-2 text-quiet">{strings.library.moreRefused(ended.length - ROWS)}</p>
      )}
    </section>
  );
}

/** What applies to all files of the list. */
function Actions({
  open,
  refused,
}: {
  readonly open: readonly Upload[];
  readonly refused: readonly Upload[];
}) {
  const again = refused.filter((upload) => uploads.mayRetry(upload));
  const ids = (list: readonly Upload[]): number[] => list.map(({ id }) => id);
  return (
    <>
      {again.length > 1 && (
        <Button look="quiet" onClick={() => uploads.retry(...ids(again))}>
          {strings.library.retryAll}
        </Button>
      )}
      {open.length > 0 ? (
        <Button look="quiet" onClick={() => uploads.cancel(...ids(open))}>
          {strings.library.cancelAll}
        </Button>
      ) : (
        <Button look="quiet" onClick={() => uploads.dismiss()}>
          {strings.library.dismissAll}
        </Button>
      )}
    </>
  );
}

function headline(own: readonly Upload[]): string {
  const open = own.filter(isOpen).length;
  if (open > 0) return strings.library.adding(own.length - open, own.length);
  const refused = own.filter(({ state }) => state === 'refused').length;
  return refused > 0
    ? strings.library.notAdded(refused)
    : strings.library.alreadyHere(own.filter(({ state }) => state === 'duplicate').length);
}

/** By bytes, so that one large file among small ones counts as what it is. */
function shareOf(own: readonly Upload[]): number {
  const all = own.reduce((sum, { size }) => sum + size, 0);
  const done = own.reduce((sum, upload) => sum + (isOpen(upload) ? upload.sent : upload.size), 0);
  return all === 0 ? 0 : done / all;
}
