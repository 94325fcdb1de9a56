import { useEffect } from 'react';

/** Gives the focus back to whatever had it when this came, once this is gone and the focus with it. */
export function useReturnedFocus(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (document.activeElement !== document.body || !(before instanceof HTMLElement)) return;
      if (before.isConnected) before.focus();
    };
  }, []);
}
