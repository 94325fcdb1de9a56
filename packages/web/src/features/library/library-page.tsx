import { useBases } from '../../app/use-bases.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { BaseRow } from './base-row.tsx';
import { NewBase } from './new-base.tsx';
import { UploadButtons } from './upload-buttons.tsx';
import { useAddFiles } from './use-add-files.ts';

/** All bases of the library. */
export function LibraryPage() {
  const addFiles = useAddFiles(undefined);
  const { data, error, refetch } = useBases();
  return (
    <main id="content" tabIndex={-1} className="thin-scroll min-h-0 flex-1 overflow-y-auto outline-none">
      <div className="mx-auto grid w-full max-w-4xl gap-6 px-4 pt-2 pb-12 md:px-8 md:pt-12">
        <header className="flex flex-wrap items-end justify-between gap-4">
          <div>
            <h1 className="font-semibold text-display">{strings.library.title}</h1>
            <p className="text-pretty text-quiet">{strings.library.intro}</p>
          </div>
          <UploadButtons onChosen={addFiles.mutate} />
        </header>
        {addFiles.error && <ProblemNote error={addFiles.error} />}
        {error && !data && (
          <ProblemNote error={error}>
            <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
          </ProblemNote>
        )}
        {!data && !error && <Placeholder lines={4} />}
        {data?.length === 0 && (
          <p className="rounded-lg border border-line border-dashed px-6 py-12 text-balance text-center text-quiet">
            {strings.library.noBases} {strings.library.formats}
          </p>
        )}
        {data && data.length > 0 && (
          <ul className="divide-y divide-line border-line border-y">
            {data.map((base) => (
              <BaseRow key={base.id} base={base} />
            ))}
          </ul>
        )}
        {data && <NewBase />}
      </div>
    </main>
  );
}
