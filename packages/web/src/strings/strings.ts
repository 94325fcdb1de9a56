import { catalogue as english } from './en.ts';

/** The words of the page in one language. */
export type Strings = typeof english;

const catalogues = import.meta.glob<{ readonly catalogue: Strings }>(['./*.ts', '!./strings.ts', '!./en.ts']);

/** The words in force: a live binding, set once before the first rendering. */
export let strings: Strings = english;

/** Takes the first language that a person prefers and that there is a file for; English otherwise. */
export async function loadStrings(languages: readonly string[]): Promise<void> {
  for (const language of languages) {
    const name = language.split('-')[0] ?? '';
    if (name === english.language) return;
    const load = catalogues[`./${name}.ts`];
    if (load === undefined) continue;
    strings = (await load()).catalogue;
    return;
  }
}
