import { useParams } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { strings } from '../../strings/strings.ts';
import { readDropped } from '../library/chosen-files.ts';
import { useAddFiles } from '../library/use-add-files.ts';

/** Takes files that are dropped anywhere on the page: into the open base, or into one's own documents. */
export function DropAnywhere() {
  const { baseId } = useParams({ strict: false });
  const addFiles = useAddFiles(baseId);
  const over = useDroppedFiles((data) => void readDropped(data).then(addFiles.mutate));
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-veil p-6">
      <div className="grid justify-items-center gap-2 rounded-xl border-2 border-edge border-dashed bg-surface px-12 py-8 text-center">
        <Upload aria-hidden size={24} className="text-quiet" />
        <p className="font-medium text-reading">{strings.shell.drop}</p>
        <p className="text-quiet">{strings.shell.dropHint}</p>
      </div>
    </div>
  );
}

/** True while files are held above the window. */
function useDroppedFiles(onDrop: (data: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onDrop);
  useEffect(() => {
    // Entering an element comes before leaving the one around it: only the balance says whether files are above.
    let depth = 0;
    const move = (step: number) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      depth += step;
      setOver(depth > 0);
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      dropped(event.dataTransfer);
    };
    const listening = new AbortController();
    const options = { signal: listening.signal };
    addEventListener('dragenter', move(1), options);
    addEventListener('dragleave', move(-1), options);
    addEventListener('dragover', move(0), options);
    addEventListener('drop', drop, options);
    return () => listening.abort();
  }, []);
  return over;
}
