import type { ChosenFile } from './uploads.ts';

/** Files from an `<input type="file">`; those of a folder keep their path below it. */
export function readChosen(files: FileList | null): ChosenFile[] {
  return [...(files ?? [])]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter(({ name }) => !isHidden(name));
}

/** Files that were dropped, those in dropped folders included. */
export async function readDropped(data: DataTransfer): Promise<ChosenFile[]> {
  // The entries must be taken before the first wait: the browser empties the list when the event is over.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return readChosen(data.files);
  const found = await Promise.all(entries.map((entry) => readEntry(entry, '')));
  return found.flat().filter(({ name }) => !isHidden(name));
}

async function readEntry(entry: FileSystemEntry, path: string): Promise<ChosenFile[]> {
  const name = path + entry.name;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ name, file }];
  }
  if (!isFolder(entry)) return [];
  const files: ChosenFile[] = [];
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await readEntry(inner, `${name}/`)));
  }
}

/** What systems put into folders by themselves (`.DS_Store`, `.git`) is nobody's document. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
