import type { SourceTrace } from '../domain/chat-event.ts';
import type { Chunk } from '../domain/chunk.ts';
import { foldText } from '../text/fold.ts';
import type { Ranked } from './rank.ts';

/** A ranked candidate with the score that decides: its similarity, or what a rerank model said. */
export interface Scored extends Ranked {
  readonly score: number;
  readonly rerankScore?: number;
}

/** Why a candidate was left out. */
export type Dropped = NonNullable<SourceTrace['dropped']>;

export interface Chosen extends Scored {
  readonly chunk: Chunk;
}

export interface Selection {
  readonly chosen: readonly Chosen[];
  /** By chunk id. */
  readonly dropped: ReadonlyMap<string, Dropped>;
}

/** Above this share of common words two passages say the same. */
const SAME_WORDS = 0.9;

/**
 * Takes the first `topN` that reach the minimum, best first. A passage that repeats a better one is passed over: the
 * same words again (a copied file, a running header), or mostly the same stretch of the same document. So is one that
 * is not in `chunks`, by id: removed since it was found.
 */
export function select(
  scored: readonly Scored[],
  chunks: ReadonlyMap<string, Chunk>,
  limits: { readonly topN: number; readonly minimumScore: number },
): Selection {
  const chosen: Chosen[] = [];
  const words: ReadonlySet<string>[] = [];
  const dropped = new Map<string, Dropped>();
  for (const candidate of scored) {
    const { chunkId } = candidate.candidate;
    const chunk = chunks.get(chunkId);
    if (candidate.score < limits.minimumScore) dropped.set(chunkId, 'below-minimum');
    else if (chosen.length >= limits.topN) dropped.set(chunkId, 'past-top-n');
    else if (chunk !== undefined) {
      const own = wordsOf(chunk.text);
      const repeats = chosen.some(
        (better, index) => overlaps(better.chunk, chunk) || alike(words[index] ?? new Set(), own),
      );
      if (repeats) dropped.set(chunkId, 'duplicate');
      else {
        chosen.push({ ...candidate, chunk });
        words.push(own);
      }
    }
  }
  return { chosen, dropped };
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(foldText(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
}

/** Share of common words in all words of both (Jaccard). Texts without words are alike only by being chosen once. */
function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [smaller, larger] = one.size < other.size ? [one, other] : [other, one];
  if (smaller.size < larger.size * SAME_WORDS) return false;
  let common = 0;
  for (const word of smaller) if (larger.has(word)) common++;
  return common >= SAME_WORDS * (one.size + other.size - common);
}

/** Half of the shorter passage, or more, lies in the other one. */
function overlaps(one: Chunk, other: Chunk): boolean {
  if (one.documentId !== other.documentId) return false;
  const common = Math.min(one.end, other.end) - Math.max(one.start, other.start);
  return common > 0 && common * 2 >= Math.min(one.end - one.start, other.end - other.start);
}
