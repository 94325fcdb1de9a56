/** How many results each of a function's two memories keeps: the words that make up nearly all running text. */
const LIMIT = 8_000;

/**
 * The function with a memory of its results by text. When the memory is full it becomes the old one and a new one
 * begins; what is asked for again moves over. So common words stay and rare ones go, without further book-keeping.
 */
export function remember<Result>(compute: (text: string) => Result): (text: string) => Result {
  let recent = new Map<string, Result>();
  let old = new Map<string, Result>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const result = old.get(text) ?? compute(text);
    if (recent.size >= LIMIT) [old, recent] = [recent, new Map<string, Result>()];
    recent.set(text, result);
    return result;
  };
}
