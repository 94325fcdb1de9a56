import { useSyncExternalStore } from 'react';

/** True while a media query matches. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Room for the evidence panel beside the reading column. */
export const WIDE = '(min-width: 1000px)';
/** Room for the rail beside the page. */
export const MEDIUM = '(min-width: 768px)';
