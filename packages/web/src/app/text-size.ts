import { useStore } from './store.ts';
import { createStoredText } from './stored.ts';

export type TextSize = 'normal' | 'large' | 'larger';

export const TEXT_SIZES: readonly TextSize[] = ['normal', 'large', 'larger'];

const stored = createStoredText('text-size');

function sizeOf(text: string | undefined): TextSize {
  return TEXT_SIZES.find((size) => size === text) ?? 'normal';
}

function apply(): void {
  const size = sizeOf(stored.get());
  if (size === 'normal') delete document.documentElement.dataset.text;
  else document.documentElement.dataset.text = size;
}

/** Puts the chosen size of text on the document, now and whenever it changes. */
export function watchTextSize(): void {
  apply();
  stored.subscribe(apply);
}

/** The chosen size of text, and a way to choose another. */
export function useTextSize(): readonly [TextSize, (size: TextSize) => void] {
  const size = sizeOf(useStore(stored));
  return [size, (next) => stored.set(next === 'normal' ? undefined : next)];
}
