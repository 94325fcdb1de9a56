import type { Answer } from '@colloquy/protocol';
import { Tabs } from 'radix-ui';
import { useEffect, useState } from 'react';
import { SidePanel } from '../../components/side-panel.tsx';
import { strings } from '../../strings/strings.ts';
import { numberCitations } from '../chat/mark-citations.ts';
import { SourceItem } from './source-item.tsx';

export interface EvidencePanelProps {
  readonly answer: Answer;
  /** Marker of the source that is open; the address says which. */
  readonly open: number | undefined;
  readonly onOpen: (marker: number | undefined) => void;
  readonly onClose: () => void;
}

const TAB =
  'border-b-2 border-transparent px-1 py-3 font-medium text-quiet hover:text-ink data-[state=active]:border-ink data-[state=active]:text-ink';

/** What an answer rests on: the sources that it cites, and those that were only searched. */
export function EvidencePanel({ answer, open, onOpen, onClose }: EvidencePanelProps) {
  const numbers = numberCitations(answer.citations);
  const all = answer.sources.map((source, marker) => ({ source, marker, number: numbers.get(marker) }));
  const cited = all
    .filter(({ number }) => number !== undefined)
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const searched = all.filter(({ number }) => number === undefined);
  const tabOfOpen = searched.some(({ marker }) => marker === open) ? 'searched' : 'cited';
  const [tab, setTab] = useState(cited.length === 0 ? 'searched' : tabOfOpen);
  useEffect(() => {
    if (open !== undefined) setTab(tabOfOpen);
  }, [open, tabOfOpen]);
  const list = (items: typeof all) => (
    <ul className="divide-y divide-line">
      {items.map(({ source, marker, number }) => (
        <SourceItem
          key={marker}
          source={source}
          citations={answer.citations.filter((citation) => citation.marker === marker)}
          number={number}
          open={marker === open}
          onToggle={() => onOpen(marker === open ? undefined : marker)}
        />
      ))}
    </ul>
  );
  const content = 'thin-scroll min-h-0 flex-1 overflow-y-auto outline-none';
  return (
    <SidePanel title={strings.evidence.title} onClose={onClose}>
      <Tabs.Root value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
        <Tabs.List aria-label={strings.evidence.title} className="flex gap-4 border-line border-b pr-12 pl-4">
          <Tabs.Trigger value="cited" className={TAB}>
            {strings.evidence.cited(cited.length)}
          </Tabs.Trigger>
          <Tabs.Trigger value="searched" className={TAB}>
            {strings.evidence.searched(searched.length)}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="cited" className={content}>
          {cited.length === 0 ? <p className="p-4 text-quiet">{strings.evidence.noneCited}</p> : list(cited)}
        </Tabs.Content>
        <Tabs.Content value="searched" className={content}>
          {searched.length === 0 ? (
            <p className="p-4 text-quiet">{strings.evidence.noneSearched}</p>
          ) : (
            list(searched)
          )}
        </Tabs.Content>
      </Tabs.Root>
    </SidePanel>
  );
}
