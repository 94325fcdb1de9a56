const segmenter = new Intl.Segmenter('th', { granularity: 'word' });
/** The segmenter looks words up in a dictionary from the start of its input: short blocks keep it linear. */
const BLOCK = 1024;
const HAS_LETTER = /[\p{L}\p{N}]/u;

/** The words of a run of Thai, Lao, Khmer or Myanmar. */
export function segmentUnspaced(run: string): string[] {
  const words: string[] = [];
  for (let start = 0; start < run.length; start += BLOCK) {
    for (const { segment } of segmenter.segment(run.slice(start, start + BLOCK))) {
      if (HAS_LETTER.test(segment)) words.push(segment);
    }
  }
  return words;
}
