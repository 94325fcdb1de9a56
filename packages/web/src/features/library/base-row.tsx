import type { Base } from '@colloquy/protocol';
import { Link } from '@tanstack/react-router';
import { ChevronRight, CircleAlert, LoaderCircle } from 'lucide-react';
import { strings } from '../../strings/strings.ts';

/** A base in the list: its name, what it holds, what needs attention. */
export function BaseRow({ base }: { readonly base: Base }) {
  const working = base.documents - base.ready - base.failed;
  return (
    <li>
      <Link
        to="/library/$baseId"
        params={{ baseId: base.id }}
        className="flex flex-wrap items-center gap-x-6 gap-y-1 px-2 py-4 hover:bg-hover"
      >
        <span className="min-w-0 basis-full truncate md:flex-1 md:basis-48 font-medium text-reading">
          {base.name}
        </span>
        <span className="tabular text-quiet">{strings.library.documents(base.documents)}</span>
        <span className="tabular text-quiet">{strings.library.passages(base.passages)}</span>
        {working > 0 && (
          <span className="tabular flex items-center gap-1 text-quiet">
            <LoaderCircle aria-hidden size={16} className="motion-safe:animate-spin" />
            {strings.library.working(working)}
          </span>
        )}
        {base.failed > 0 && (
          <span className="tabular flex items-center gap-1 text-danger">
            <CircleAlert aria-hidden size={16} />
            {strings.library.failed(base.failed)}
          </span>
        )}
        <ChevronRight aria-hidden size={16} className="hidden text-quiet md:block" />
      </Link>
    </li>
  );
}
