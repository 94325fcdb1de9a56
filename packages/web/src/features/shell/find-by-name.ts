/** The items whose name has every word of `wanted` in it, without regard to case and accents. */
export function findByName<Item extends { readonly name: string }>(
  items: readonly Item[],
  wanted: string,
): readonly Item[] {
  const words = fold(wanted).split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ name }) => {
    const folded = fold(name);
    return words.every((word) => folded.includes(word));
  });
}

/** Vietnamese letters of two marks fall apart into three; a crossed d is a letter of its own. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('\u0111', 'd');
}
