/** A stretch of one item of a page's text, UTF-16 offsets. */
export interface ItemSpan {
  readonly item: number;
  readonly start: number;
  readonly end: number;
}

/** The letters of a page that count, each with the item and the place in it that it came from. */
interface Letters {
  readonly text: string;
  readonly items: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

interface Stretch {
  readonly at: number;
  readonly length: number;
}

/** Letters that must agree before a part of a quote counts as found. */
const SEED = 8;
/** Away from the passage the same few words may stand by chance: there more of them must agree. */
const FAR_SEED = 24;
/** Occurrences of a seed that are looked at. */
const MOST_OCCURRENCES = 50;
/** Letters of a page that are searched. A page of prose has 5,000. */
const MOST_LETTERS = 100_000;

/**
 * Where a quote stands among the items of a page's text, in the order of the quote. Blanks, hyphens, accents, case
 * and ligatures do not matter, so that a word that is cut at the end of a line is found. What lies between the parts
 * of a quote on the page (a footer, the next column, the end of the page) is left out; `near` says which items belong
 * to the passage, and is believed when the same words stand in several places.
 */
export function locateInItems(
  items: readonly string[],
  quote: string,
  near: (item: number) => boolean = () => true,
): readonly ItemSpan[] {
  const page = lettersOf(items);
  const wanted = lettersOf([quote]).text;
  if (wanted === '') return [];
  const whole = best(page, wanted, 0, placesOf(page.text, wanted), near, true);
  const stretches = whole === undefined ? pieces(page, wanted, near) : [whole];
  return stretches.flatMap((stretch) => toSpans(page, stretch));
}

function pieces(page: Letters, wanted: string, near: (item: number) => boolean): readonly Stretch[] {
  const places = placesOfSeeds(page.text);
  const found: Stretch[] = [];
  for (let at = 0; at + SEED <= wanted.length; ) {
    const piece = best(page, wanted, at, places.get(wanted.slice(at, at + SEED)) ?? [], near, false);
    if (piece !== undefined) found.push(piece);
    at += piece?.length ?? 1;
  }
  return found;
}

/** Where a text stands on the page; no more places than are looked at. */
function placesOf(page: string, wanted: string): readonly number[] {
  const places: number[] = [];
  for (let place = page.indexOf(wanted); place >= 0; place = page.indexOf(wanted, place + 1)) {
    places.push(place);
    if (places.length === MOST_OCCURRENCES) break;
  }
  return places;
}

/** The same for every seed of the page at once: the page is read once, however long the quote is. */
function placesOfSeeds(page: string): ReadonlyMap<string, readonly number[]> {
  const seeds = new Map<string, number[]>();
  for (let place = 0; place + SEED <= page.length; place += 1) {
    const seed = page.slice(place, place + SEED);
    const places = seeds.get(seed);
    if (places === undefined) seeds.set(seed, [place]);
    else if (places.length < MOST_OCCURRENCES) places.push(place);
  }
  return seeds;
}

/** The longest stretch of the page that begins like `wanted` from `at` on; one in the passage comes first. */
function best(
  page: Letters,
  wanted: string,
  at: number,
  places: readonly number[],
  near: (item: number) => boolean,
  whole: boolean,
): Stretch | undefined {
  let found: Stretch | undefined;
  let foundNear = false;
  for (const place of places) {
    const length = agreeing(page.text, place, wanted, at);
    const isNear = near(page.items[place] ?? -1);
    const enough = isNear || whole || length >= FAR_SEED;
    const better = isNear === foundNear ? length > (found?.length ?? 0) : isNear;
    if (enough && better) {
      found = { at: place, length };
      foundNear = isNear;
    }
  }
  return found;
}

function agreeing(text: string, place: number, wanted: string, at: number): number {
  let length = 0;
  while (at + length < wanted.length && text[place + length] === wanted[at + length]) length += 1;
  return length;
}

function toSpans(page: Letters, { at, length }: Stretch): readonly ItemSpan[] {
  const spans: ItemSpan[] = [];
  for (let index = at; index < at + length; index += 1) {
    const item = page.items[index] ?? 0;
    const end = page.ends[index] ?? 0;
    const last = spans.at(-1);
    if (last?.item === item) spans[spans.length - 1] = { ...last, end };
    else spans.push({ item, start: page.starts[index] ?? 0, end });
  }
  return spans;
}

function lettersOf(texts: readonly string[]): Letters {
  let text = '';
  const items: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [item, source] of texts.entries()) {
    let place = 0;
    for (const character of source) {
      const start = place;
      place += character.length;
      const letters = plain(character);
      text += letters;
      for (let unit = 0; unit < letters.length; unit += 1) {
        items.push(item);
        starts.push(start);
        ends.push(place);
      }
      if (text.length > MOST_LETTERS) return { text, items, starts, ends };
    }
  }
  return { text, items, starts, ends };
}

/** A character without what a typesetter adds or takes away. */
function plain(character: string): string {
  return character
    .normalize('NFKD')
    .replace(/[\s\p{M}\p{Pd}\p{Cc}\p{Cf}\u2212]/gu, '')
    .toLowerCase();
}
