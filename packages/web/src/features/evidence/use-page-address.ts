import { useEffect, useRef } from 'react';

/** Scrolling has come to rest when nothing has happened for so long, milliseconds. */
const REST = 250;

export interface PageAddress {
  /** The page that is read. */
  readonly page: number;
  /** The page that the address names; none means that of the passage. */
  readonly wanted: number | undefined;
  /** The page at which the document was opened. */
  readonly begin: number;
  /** Told the page that is read, when scrolling has come to rest. */
  readonly onPage: (page: number) => void;
  /** Goes to the page that the address names from now on. */
  readonly toPage: (page: number) => void;
}

/** Keeps the address and the page that is read the same, whichever changes. */
export function usePageAddress({ page, wanted, begin, onPage, toPage }: PageAddress): void {
  const told = useRef(wanted ?? begin);
  useEffect(() => {
    if (page === told.current) return;
    const timer = setTimeout(() => {
      told.current = page;
      onPage(page);
    }, REST);
    return () => clearTimeout(timer);
  }, [page, onPage]);
  useEffect(() => {
    const target = wanted ?? begin;
    if (target === told.current) return;
    told.current = target;
    toPage(target);
  }, [wanted, begin, toPage]);
}
