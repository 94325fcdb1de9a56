import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { keys } from '../../app/queries.ts';
import { client, uploads } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { BaseHeader } from './base-header.tsx';
import { DocumentTable } from './document-table.tsx';
import { ReaderPanel } from './reader-panel.tsx';
import { UploadRow } from './upload-row.tsx';
import { useAddFiles } from './use-add-files.ts';

/** The documents of one base, and those on their way into it. */
export function BasePage() {
  const { baseId } = useParams({ from: '/app/library/$baseId' });
  const { document } = useSearch({ from: '/app/library/$baseId' });
  const addFiles = useAddFiles(baseId);
  const sending = useSyncExternalStore(uploads.subscribe, uploads.snapshot).filter(
    (upload) => upload.baseId === baseId && upload.state !== 'added',
  );
  const { data, error, refetch } = useQuery({
    queryKey: keys.documents(baseId),
    queryFn: ({ signal }) => client.documents(baseId, {}, signal),
    refetchInterval: ({ state }) =>
      state.data?.documents.some(({ status }) => status === 'queued' || status === 'working') ? 700 : false,
  });
  const empty = data?.documents.length === 0 && sending.length === 0;
  return (
    <div className="flex min-h-0 flex-1">
      <main id="content" tabIndex={-1} className="thin-scroll min-w-0 flex-1 overflow-y-auto outline-none">
        <div className="mx-auto grid w-full max-w-4xl gap-6 px-4 pt-2 pb-12 md:px-8 md:pt-12">
          <Link to="/library" className="flex w-fit items-center gap-2 text-quiet hover:text-ink">
            <ArrowLeft aria-hidden size={16} />
            {strings.library.back}
          </Link>
          <BaseHeader baseId={baseId} onChosen={addFiles.mutate} />
          {addFiles.error && <ProblemNote error={addFiles.error} />}
          {error && !data && (
            <ProblemNote error={error}>
              <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
            </ProblemNote>
          )}
          {!data && !error && <Placeholder lines={6} />}
          {empty && (
            <p className="rounded-lg border border-line border-dashed px-6 py-12 text-center text-quiet">
              {strings.library.noDocuments} {strings.library.formats}
            </p>
          )}
          {sending.length > 0 && (
            <ul className="divide-y divide-line border-line border-y">
              {sending.map((upload) => (
                <UploadRow key={upload.id} upload={upload} />
              ))}
            </ul>
          )}
          {data && data.documents.length > 0 && <DocumentTable baseId={baseId} documents={data.documents} />}
        </div>
      </main>
      {document !== undefined && <ReaderPanel baseId={baseId} documentId={document} />}
    </div>
  );
}
