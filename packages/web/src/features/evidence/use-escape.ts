import { useEffect } from 'react';

/** Fields have a use for Escape of their own: leaving what is being typed. */
const FIELDS = 'input, textarea, select, [contenteditable="true"]';

/** Calls `close` when Escape is pressed anywhere and nothing nearer (a field, a card, a menu) wanted it. */
export function useEscape(close: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.shiftKey || event.defaultPrevented) return;
      if (!(event.target instanceof Element && event.target.closest(FIELDS))) close();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [close]);
}
