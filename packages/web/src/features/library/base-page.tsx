import { Link, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { uploads } from '../../app/services.ts';
import { useBases } from '../../app/use-bases.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { BaseHeader } from './base-header.tsx';
import { DocumentTable } from './document-table.tsx';
import { ListTools } from './list-tools.tsx';
import { ReaderPanel } from './reader-panel.tsx';
import { UploadList } from './upload-list.tsx';
import { useAddFiles } from './use-add-files.ts';

/** The documents of one base, and those on their way into it. */
export function BasePage() {
  const { baseId } = useParams({ from: '/app/library/$baseId' });
  const { document, ...list } = useSearch({ from: '/app/library/$baseId' });
  const addFiles = useAddFiles(baseId);
  const { data: bases, error, refetch } = useBases();
  const base = bases?.find(({ id }) => id === baseId);
  const adding = useSyncExternalStore(uploads.subscribe, uploads.snapshot).list.some(
    (upload) => upload.baseId === baseId,
  );
  return (
    <div className="flex min-h-0 flex-1">
      <main id="content" tabIndex={-1} className="thin-scroll min-w-0 flex-1 overflow-y-auto outline-none">
        <div className="mx-auto grid w-full max-w-4xl gap-6 px-4 pt-2 pb-12 md:px-8 md:pt-12">
          <Link to="/library" className="flex w-fit items-center gap-2 text-quiet hover:text-ink">
            <ArrowLeft aria-hidden size={16} />
            {strings.library.back}
          </Link>
          {bases && !base ? (
            <ProblemNote error={strings.library.goneBase} />
          ) : (
            <BaseHeader baseId={baseId} onChosen={addFiles.mutate} />
          )}
          {addFiles.error && <ProblemNote error={addFiles.error} />}
          {error && !bases && (
            <ProblemNote error={error}>
              <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
            </ProblemNote>
          )}
          {!bases && !error && <Placeholder lines={6} />}
          <UploadList baseId={baseId} />
          {base && base.documents > 0 && <ListTools key={baseId} base={base} list={list} />}
          {base && (base.documents > 0 || !adding) && (
            <DocumentTable
              key={`table ${baseId}`}
              baseId={baseId}
              list={list}
              failed={base.failed}
              empty={
                <p className="rounded-lg border border-line border-dashed px-6 py-12 text-balance text-center text-quiet">
                  {list.search || list.state
                    ? strings.library.noneFound
                    : `${strings.library.noDocuments} ${strings.library.formats}`}
                </p>
              }
            />
          )}
        </div>
      </main>
      {document !== undefined && <ReaderPanel baseId={baseId} documentId={document} />}
    </div>
  );
}
