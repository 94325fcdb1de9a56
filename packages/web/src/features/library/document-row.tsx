import type { LibraryDocument } from '@colloquy/protocol';
import { Link } from '@tanstack/react-router';
import { ChevronDown, Trash2 } from 'lucide-react';
import { IconButton } from '../../components/icon-button.tsx';
import { sentenceOf } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { FIGURE, WIDE_CELL } from './columns.ts';
import { DocumentState } from './document-state.tsx';

/** What a row shows below itself. */
export type Opened = 'failure' | 'deletion';

export interface DocumentRowProps {
  readonly document: LibraryDocument;
  readonly selected: boolean;
  readonly opened: Opened | undefined;
  readonly onToggle: () => void;
  readonly onOpen: (opened: Opened | undefined) => void;
}

/** The cells of a document. A failed one says why in short, and opens to say it in full. */
export function DocumentRow({ document, selected, opened, onToggle, onOpen }: DocumentRowProps) {
  const { name, status, size, passages, mediaType } = document;
  return (
    <>
      <td className="flex">
        <input
          type="checkbox"
          aria-label={strings.library.select(name)}
          className="size-4 accent-edge"
          checked={selected}
          onChange={onToggle}
        />
      </td>
      <td className="min-w-0">
        <div className="truncate">
          <DocumentName document={document} />
        </div>
        {status === 'failed' && (
          <button
            type="button"
            aria-expanded={opened === 'failure'}
            className="flex max-w-full items-center gap-1 rounded-sm text-danger text-small"
            onClick={() => onOpen(opened === 'failure' ? undefined : 'failure')}
          >
            <span className="truncate">{sentenceOf(document.problem)}</span>
            <ChevronDown
              aria-hidden
              size={14}
              className={`shrink-0 ${opened === 'failure' ? 'rotate-180' : ''}`}
            />
          </button>
        )}
      </td>
      <td className={WIDE_CELL}>{kindOf(name, mediaType)}</td>
      <td className={FIGURE}>{strings.size(size)}</td>
      <td className={FIGURE}>{status === 'ready' ? strings.number(passages) : ''}</td>
      <td>
        <DocumentState document={document} />
      </td>
      <td className={FIGURE}>{strings.when(document.createdAt)}</td>
      <td>
        <IconButton
          icon={Trash2}
          label={strings.library.deleteDocument(name)}
          onClick={() => onOpen(opened === 'deletion' ? undefined : 'deletion')}
        />
      </td>
    </>
  );
}

/** What a file is called by people; for the others, the ending of its name. */
function kindOf(name: string, mediaType: string): string {
  return strings.library.kinds[mediaType] ?? /\.(\w{1,8})$/.exec(name)?.[1]?.toUpperCase() ?? '';
}

/** The name, its folder quieter, as the way into the text. */
function DocumentName({ document: { id, baseId, name, status } }: { readonly document: LibraryDocument }) {
  const cut = name.lastIndexOf('/') + 1;
  const words = (
    <>
      <span className="text-quiet">{name.slice(0, cut)}</span>
      {name.slice(cut)}
    </>
  );
  if (status !== 'ready') return <span title={name}>{words}</span>;
  return (
    <Link
      to="/library/$baseId"
      params={{ baseId }}
      search={(search) => ({ ...search, document: id })}
      title={name}
      className="underline-offset-4 hover:underline"
    >
      {words}
    </Link>
  );
}
