import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { locateInItems } from './locate-in-items.ts';
import type { MarkedPassage } from './marked-passage.ts';
import type { Anchor } from './page-layout.ts';

/** Where a document opens, and the shape (height over width) of the page there. */
export interface Begin extends Anchor {
  readonly ratio: number;
}

/** Pages of a passage that are looked at for its first quote. */
const MOST_PAGES = 20;
/** A page that has this share of a quote has it: what is missing are hyphens and the like. */
const FOUND = 0.8;
/** What stands in for a page that is damaged: any shape will do for it. */
const A4 = { width: 595, height: 842 };

/** Where to open a PDF: at the first quote, unless the address names another page. Undefined until it is known. */
export function useBegin(
  file: PDFDocumentProxy,
  passage: MarkedPassage,
  wanted: number | undefined,
): Begin | undefined {
  const [begin, setBegin] = useState<Begin>();
  // Later pages of the address are scrolled to; this is about the first one.
  const [first] = useState(wanted);
  useEffect(() => {
    let shown = true;
    void findBegin(file, passage, first).then((found) => shown && setBegin(found));
    return () => {
      shown = false;
    };
  }, [file, passage, first]);
  return begin;
}

async function findBegin(
  file: PDFDocumentProxy,
  passage: MarkedPassage,
  wanted: number | undefined,
): Promise<Begin> {
  const page = Math.min(Math.max(wanted ?? (await pageOfQuote(file, passage)), 1), file.numPages);
  const { width, height } = await file.getPage(page).then(
    (loaded) => loaded.getViewport({ scale: 1 }),
    () => A4,
  );
  const top = passage.regions.find((region) => region.page === page)?.box[1] ?? 0;
  return { page, share: top / height, ratio: height / width };
}

/** The page of a passage on which most of its first quote stands. */
async function pageOfQuote(file: PDFDocumentProxy, { regions, quotes }: MarkedPassage): Promise<number> {
  const pages = [...new Set(regions.map(({ page }) => page))].slice(0, MOST_PAGES);
  let best = { page: pages[0] ?? 1, letters: 0 };
  if (pages.length < 2) return best.page;
  for (const page of pages) {
    const letters = await lettersOn(file, page, quotes[0] ?? '').catch(() => 0);
    if (letters > best.letters) best = { page, letters };
    if (letters > (quotes[0]?.length ?? 0) * FOUND) break;
  }
  return best.page;
}

async function lettersOn(file: PDFDocumentProxy, page: number, quote: string): Promise<number> {
  const { items } = await (await file.getPage(page)).getTextContent();
  const texts = items.flatMap((item) => ('str' in item ? [item.str] : []));
  return locateInItems(texts, quote).reduce((sum, { start, end }) => sum + end - start, 0);
}
