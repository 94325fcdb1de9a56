import { useStore } from './store.ts';
import { createStoredText } from './stored.ts';

export type Theme = 'system' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const stored = createStoredText('theme');

function themeOf(text: string | undefined): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

function apply(): void {
  const theme = themeOf(stored.get());
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Puts the chosen theme on the document, now and whenever it changes. */
export function watchTheme(): void {
  apply();
  stored.subscribe(apply);
}

/** Chooses a theme. */
export function setTheme(theme: Theme): void {
  stored.set(theme === 'system' ? undefined : theme);
}

/** The chosen theme, and a way to choose the next one: system, light, dark. */
export function useTheme(): readonly [Theme, () => void] {
  const theme = themeOf(useStore(stored));
  const next = { system: 'light', light: 'dark', dark: undefined }[theme];
  return [theme, () => stored.set(next)];
}
