import type { LibraryDocument } from '@colloquy/protocol';
import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { COLUMNS, FIGURE } from './columns.ts';
import { DocumentFailure } from './document-failure.tsx';
import { DocumentState } from './document-state.tsx';

export interface DocumentRowProps {
  readonly document: LibraryDocument;
  readonly selected: boolean;
  readonly onToggle: () => void;
  readonly onDelete: () => void;
}

/** A document of the table. A failed one shows its reason below; deleting is confirmed in the row. */
export function DocumentRow({ document, selected, onToggle, onDelete }: DocumentRowProps) {
  const [confirming, setConfirming] = useState(false);
  const { name, status, size, passages } = document;
  return (
    <tr className={`${COLUMNS} px-2 py-2 [contain-intrinsic-size:auto_48px] [content-visibility:auto]`}>
      <td className="flex">
        <input
          type="checkbox"
          aria-label={strings.library.select(name)}
          className="size-4 accent-edge"
          checked={selected}
          onChange={onToggle}
        />
      </td>
      <td className="truncate">
        <DocumentName document={document} />
      </td>
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
          onClick={() => setConfirming(true)}
        />
      </td>
      {(status === 'failed' || confirming) && (
        <td className="col-span-full grid gap-2">
          {status === 'failed' && <DocumentFailure document={document} />}
          {confirming && (
            <ConfirmInPlace
              question={strings.library.confirmDocument}
              onConfirm={onDelete}
              onCancel={() => setConfirming(false)}
            />
          )}
        </td>
      )}
    </tr>
  );
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
      search={{ document: id }}
      title={name}
      className="underline-offset-4 hover:underline"
    >
      {words}
    </Link>
  );
}
