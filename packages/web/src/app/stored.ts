import { createStore, type Store } from './store.ts';

const PREFIX = 'colloquy.';

/** Reads a text that was kept in this browser. */
export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    // Storage can be forbidden; the page then works without a memory.
    return undefined;
  }
}

/** Keeps a text in this browser; empty or undefined removes it. */
export function writeStored(name: string, value: string | undefined): void {
  try {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // As above: full or forbidden storage must not stop anybody's work.
  }
}

/** Forgets all texts whose name begins so. */
export function removeStored(beginning: string): void {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + beginning));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // As above.
  }
}

/** A store whose value survives a reload and is shared by all tabs. */
export function createStoredText(name: string): Store<string | undefined> {
  const store = createStore(readStored(name));
  addEventListener('storage', (event) => {
    if (event.key === PREFIX + name) store.set(event.newValue ?? undefined);
  });
  return {
    ...store,
    set: (value) => {
      writeStored(name, value);
      store.set(value || undefined);
    },
  };
}
