import { HoverCard } from 'radix-ui';
import { strings } from '../../strings/strings.ts';
import { useAnswer } from './answer-context.ts';
import { CitationCard } from './citation-card.tsx';

/** The number of a source in the text. Hover or focus shows its quote, Enter or a click pins it beside the answer. */
export function CitationChip({ index }: { readonly index: number }) {
  const { answer, numbers, onPin } = useAnswer();
  const citation = answer.citations[index];
  if (citation === undefined) return null;
  const number = numbers.get(citation.marker) ?? 0;
  const label = citation.deleted
    ? strings.evidence.deletedChip(number)
    : strings.evidence.chip(number, citation.documentName);
  return (
    <HoverCard.Root openDelay={120} closeDelay={120}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          className="tabular relative -top-px mx-px inline-flex min-w-5 justify-center rounded-sm bg-tint px-1 font-medium text-accent text-small not-italic leading-[18px] hover:bg-accent hover:text-on-accent"
          onClick={() => onPin(citation.marker)}
        >
          {number}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className="z-40 w-[min(420px,calc(100vw-24px))] rounded-lg border border-line bg-surface p-4 shadow-card motion-safe:animate-appear"
        >
          <CitationCard citation={citation} source={answer.sources[citation.marker]} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}
