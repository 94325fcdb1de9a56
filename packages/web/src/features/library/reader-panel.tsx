import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { strings } from '../../strings/strings.ts';
import { QuotedText } from '../evidence/quoted-text.tsx';

export interface ReaderPanelProps {
  readonly baseId: string;
  readonly documentId: string;
}

/** Characters that are loaded at a time. */
const PAGE = 20_000;

/** The text of a document as it was extracted: what is searched and quoted. */
export function ReaderPanel({ baseId, documentId }: ReaderPanelProps) {
  const navigate = useNavigate();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['text', documentId, 'whole'],
    queryFn: ({ pageParam, signal }) =>
      client.documentText(documentId, { start: pageParam, end: pageParam + PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ end, length }) => (end < length ? end : undefined),
    staleTime: 60_000,
  });
  const first = data?.pages[0];
  return (
    <SidePanel
      title={first?.name ?? strings.common.loading}
      onClose={() => void navigate({ to: '/library/$baseId', params: { baseId } })}
    >
      <h2 className="wrap-anywhere border-line border-b py-3 pr-12 pl-4 font-medium">{first?.name}</h2>
      <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-4 py-3">
        {error && <ProblemNote error={error} />}
        {isPending && <Placeholder lines={8} />}
        {data?.pages.map((page) => (
          <QuotedText key={page.start} text={page.text} origin={page.start} quotes={[]} />
        ))}
        {hasNextPage && (
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {strings.library.moreText}
          </Button>
        )}
      </div>
    </SidePanel>
  );
}
