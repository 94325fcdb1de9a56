import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every prompt with its holes. The text of `x` is `x.md` beside this file. */
const HOLES = {
  'default-system': ['knowledge'],
  'plain-system': [],
  'citation-rules': [],
  'nothing-found': [],
  'rewrite-question': ['today'],
  'translate-question': ['languages'],
  keywords: ['count'],
} as const satisfies Record<string, readonly string[]>;

export type PromptName = keyof typeof HOLES;
type Values<Name extends PromptName> = Readonly<Record<(typeof HOLES)[Name][number], string>>;

/** The prompts of the product. */
export interface Prompts {
  /** The text as it stands in its file, holes included. */
  text(name: PromptName): string;
  render<Name extends PromptName>(name: Name, values: Values<Name>): string;
}

/** Reads all prompts. @throws Error when a file's holes are not those that the code fills */
export function loadPrompts(folder: string = import.meta.dirname): Prompts {
  const texts = new Map<PromptName, string>();
  for (const [name, holes] of Object.entries(HOLES) as [PromptName, readonly string[]][]) {
    const text = readFileSync(join(folder, `${name}.md`), 'utf8').trim();
    const found = holesOf(text);
    if (found.join() !== [...holes].sort().join())
      throw new Error(
        `The holes of ${name}.md are {${found.join('} {')}}; the code fills {${holes.join('} {')}}.`,
      );
    texts.set(name, text);
  }
  const text = (name: PromptName): string => texts.get(name) ?? '';
  return { text, render: (name, values) => fillTemplate(text(name), values) };
}

const HOLE = /\{([A-Za-z_][\w-]{0,63})\}/g;

/** The names in braces, each once, sorted. */
export function holesOf(template: string): string[] {
  return [...new Set(Array.from(template.matchAll(HOLE), (match) => match[1] ?? ''))].sort();
}

/**
 * Puts values into the holes of a template, in one pass: braces inside a value mean nothing, and a name that is not
 * among the values stays as it is written.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(HOLE, (hole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? hole) : hole,
  );
}
