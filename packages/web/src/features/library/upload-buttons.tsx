import { FilePlus2, FolderPlus } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';
import { readChosen } from './chosen-files.ts';
import type { ChosenFile } from './uploads.ts';

/** Chooses files or a folder to add. */
export function UploadButtons({ onChosen }: { readonly onChosen: (files: readonly ChosenFile[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const choose = (input: HTMLInputElement): void => {
    onChosen(readChosen(input.files));
    // The same file can be chosen again after it has been deleted.
    input.value = '';
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="main" onClick={() => files.current?.click()}>
        <FilePlus2 aria-hidden size={16} />
        {strings.library.addFiles}
      </Button>
      <Button onClick={() => folder.current?.click()}>
        <FolderPlus aria-hidden size={16} />
        {strings.library.addFolder}
      </Button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="files"
        onChange={(event) => choose(event.currentTarget)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          // Not an attribute that React's types know; every browser does.
          element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        onChange={(event) => choose(event.currentTarget)}
      />
    </div>
  );
}
