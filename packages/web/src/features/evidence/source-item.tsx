import type { Citation, Source } from '@colloquy/protocol';
import { ChevronRight } from 'lucide-react';
import { strings } from '../../strings/strings.ts';
import { placeOf } from './place-of.ts';
import { SourceNumber } from './source-number.tsx';

export interface SourceItemProps {
  readonly source: Source;
  /** Its quotes in this answer; none when it was only searched. */
  readonly citations: readonly Citation[];
  /** The number on its chips. */
  readonly number: number | undefined;
  readonly onOpen: () => void;
}

/** One source of the list. */
export function SourceItem({ source, citations, number, onOpen }: SourceItemProps) {
  if (source.deleted) return <li className="px-4 py-3 text-quiet">{strings.evidence.deleted}</li>;
  const place = placeOf(source);
  return (
    <li>
      <button
        type="button"
        className="flex w-full items-start gap-3 px-4 py-3 text-left hover:bg-hover"
        onClick={onOpen}
      >
        {number !== undefined && <SourceNumber number={number} className="mt-0.5" />}
        <span className="min-w-0 flex-1">
          <span className="wrap-anywhere block font-medium">{source.documentName}</span>
          {place && <span className="wrap-anywhere block text-quiet text-small">{place}</span>}
          <span className="mt-1 line-clamp-2 text-quiet">{citations[0]?.quote || source.text}</span>
        </span>
        <ChevronRight aria-hidden size={16} className="mt-1 shrink-0 text-quiet" />
      </button>
    </li>
  );
}
