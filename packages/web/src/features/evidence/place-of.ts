import type { Source } from '@colloquy/protocol';
import { strings } from '../../strings/strings.ts';

/** Where a source stands in its document: headings, else pages, else nothing. */
export function placeOf({ headings, regions }: Source): string {
  const pages = regions.map(({ page }) => page);
  const first = Math.min(...pages);
  const last = Math.max(...pages);
  const page =
    pages.length === 0
      ? ''
      : first === last
        ? strings.evidence.page(first)
        : strings.evidence.pages(first, last);
  return [page, headings.join(' › ')].filter((part) => part !== '').join(', ');
}
