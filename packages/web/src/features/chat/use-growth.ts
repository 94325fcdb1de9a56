import { type RefObject, useLayoutEffect } from 'react';

/** Makes a text area as high as its text, up to its greatest height. */
export function useGrowth(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
    element.style.overflowY = text === '' ? 'hidden' : 'auto';
  }, [area, text]);
}
