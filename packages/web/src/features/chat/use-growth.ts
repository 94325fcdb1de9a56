import { type RefObject, useEffect, useLayoutEffect } from 'react';

/** Makes a text area as high as its text, up to its greatest height, whenever the text or the width changes. */
export function useGrowth(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (area.current !== null) grow(area.current, text);
  }, [area, text]);
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    let width = element.clientWidth;
    const resized = new ResizeObserver(() => {
      // A change of the height alone is our own.
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      grow(element, element.value);
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, [area]);
}

function grow(element: HTMLTextAreaElement, text: string): void {
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
  element.style.overflowY = text === '' ? 'hidden' : 'auto';
}
