import type { LibraryDocument } from '@colloquy/protocol';
import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmInPlace } from '../../components/confirm-in-place.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { strings } from '../../strings/strings.ts';
import { COLUMNS } from './columns.ts';
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
    <li className="px-2 py-2 [contain-intrinsic-size:auto_48px] [content-visibility:auto]">
      <div className={COLUMNS}>
        <input
          type="checkbox"
          aria-label={strings.library.select(name)}
          className="size-4 accent-edge"
          checked={selected}
          onChange={onToggle}
        />
        <DocumentName document={document} />
        <span className="tabular hidden text-right text-quiet @2xl:block">{strings.size(size)}</span>
        <span className="tabular hidden text-right text-quiet @2xl:block">
          {status === 'ready' ? strings.number(passages) : ''}
        </span>
        <DocumentState document={document} />
        <span className="tabular hidden text-right text-quiet @2xl:block">
          {strings.when(document.createdAt)}
        </span>
        <IconButton
          icon={Trash2}
          label={strings.library.deleteDocument(name)}
          onClick={() => setConfirming(true)}
        />
      </div>
      {status === 'failed' && <DocumentFailure document={document} />}
      {confirming && (
        <ConfirmInPlace
          question={strings.library.confirmDocument}
          onConfirm={onDelete}
          onCancel={() => setConfirming(false)}
        />
      )}
    </li>
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
  if (status !== 'ready') return <span className="truncate">{words}</span>;
  return (
    <Link
      to="/library/$baseId"
      params={{ baseId }}
      search={{ document: id }}
      title={name}
      className="truncate underline-offset-4 hover:underline"
    >
      {words}
    </Link>
  );
}
