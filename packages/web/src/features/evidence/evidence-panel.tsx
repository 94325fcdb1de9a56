import type { Answer } from '@colloquy/protocol';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tabs } from 'radix-ui';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { SidePanel } from '../../components/side-panel.tsx';
import { strings } from '../../strings/strings.ts';
import { numberCitations } from '../chat/mark-citations.ts';
import { SourceDocument } from './source-document.tsx';
import { SourceItem } from './source-item.tsx';
import { useEscape } from './use-escape.ts';
import { useReturnedFocus } from './use-returned-focus.ts';

export interface EvidencePanelProps {
  readonly answer: Answer;
  /** Marker of the source that is open; the address says which. */
  readonly open: number | undefined;
  readonly onOpen: (marker: number | undefined) => void;
  readonly onClose: () => void;
}

const TAB =
  'border-b-2 border-transparent px-1 py-3 font-medium text-quiet hover:text-ink data-[state=active]:border-ink data-[state=active]:text-ink';

/** What an answer rests on: the sources that it cites, and those that were only searched; one of them may be open. */
export function EvidencePanel({ answer, open, onOpen, onClose }: EvidencePanelProps) {
  const { cited, searched, all } = sortSources(answer);
  const opened = all.find(({ marker }) => marker === open);
  const tabOfOpen = opened !== undefined && opened.number === undefined ? 'searched' : 'cited';
  const [tab, setTab] = useState(cited.length === 0 ? 'searched' : tabOfOpen);
  useEffect(() => {
    if (open !== undefined) setTab(tabOfOpen);
  }, [open, tabOfOpen]);
  useEscape(onClose);
  useReturnedFocus();
  const trigger = (value: string, words: string): ReactNode => (
    <Tabs.Trigger value={value} className={TAB} onClick={() => open !== undefined && onOpen(undefined)}>
      {words}
    </Tabs.Trigger>
  );
  const content = (value: string, items: readonly Listed[], empty: string): ReactNode => (
    <Tabs.Content value={value} className="flex min-h-0 flex-1 flex-col outline-none">
      {opened !== undefined && value === tabOfOpen ? (
        <OpenSource key={opened.marker} {...opened} onBack={() => onOpen(undefined)} />
      ) : (
        <SourceList items={items} empty={empty} onOpen={onOpen} />
      )}
    </Tabs.Content>
  );
  return (
    <SidePanel title={strings.evidence.title} onClose={onClose}>
      <Tabs.Root value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
        <Tabs.List aria-label={strings.evidence.title} className="flex gap-4 border-line border-b pr-12 pl-4">
          {trigger('cited', strings.evidence.cited(cited.length))}
          {trigger('searched', strings.evidence.searched(searched.length))}
        </Tabs.List>
        {content('cited', cited, strings.evidence.noneCited)}
        {content('searched', searched, strings.evidence.noneSearched)}
      </Tabs.Root>
    </SidePanel>
  );
}

type Listed = ReturnType<typeof sortSources>['all'][number];

interface SourceListProps {
  readonly items: readonly Listed[];
  readonly empty: string;
  readonly onOpen: (marker: number) => void;
}

function SourceList({ items, empty, onOpen }: SourceListProps) {
  if (items.length === 0) return <p className="p-4 text-quiet">{empty}</p>;
  return (
    <ul className="thin-scroll min-h-0 flex-1 divide-y divide-line overflow-y-auto">
      {items.map(({ marker, ...item }) => (
        <SourceItem key={marker} {...item} onOpen={() => onOpen(marker)} />
      ))}
    </ul>
  );
}

/** The open source; the address remembers the page of its document. */
function OpenSource({ onBack, ...opened }: Listed & { readonly onBack: () => void }) {
  const { page } = useSearch({ from: '/app/c/$conversationId' });
  const navigate = useNavigate({ from: '/c/$conversationId' });
  const onPage = useCallback(
    (next: number) => void navigate({ search: (now) => ({ ...now, page: next }), replace: true }),
    [navigate],
  );
  if (opened.source.deleted) {
    return (
      <p role="status" className="p-4 text-quiet">
        {strings.evidence.deleted}
      </p>
    );
  }
  return <SourceDocument {...opened} page={page} onPage={onPage} onBack={onBack} />;
}

/** The sources of an answer with their quotes and numbers: the cited ones by number, the others by rank. */
function sortSources({ citations, sources }: Answer) {
  const numbers = numberCitations(citations);
  const all = sources.map((source, marker) => ({
    source,
    marker,
    number: numbers.get(marker),
    citations: citations.filter((citation) => citation.marker === marker),
  }));
  const cited = all
    .filter(({ number }) => number !== undefined)
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  return { all, cited, searched: all.filter(({ number }) => number === undefined) };
}
