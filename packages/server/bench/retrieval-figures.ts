/** The figures of one leg on one set. */
export interface Figures {
  readonly 'ndcg@10': number;
  readonly 'recall@100': number;
}

/** Normalised discounted cumulative gain of the first `depth` documents: gain / log2(rank + 1), as trec_eval has it. */
export function ndcg(ranked: readonly string[], gains: ReadonlyMap<string, number>, depth: number): number {
  const discounted = (values: readonly number[]) =>
    values.slice(0, depth).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
  const ideal = discounted([...gains.values()].sort((one, other) => other - one));
  return ideal === 0 ? 0 : discounted(ranked.map((id) => gains.get(id) ?? 0)) / ideal;
}

/** Share of the relevant documents among the first `depth`. */
export function recall(ranked: readonly string[], gains: ReadonlyMap<string, number>, depth: number): number {
  const relevant = [...gains].filter(([, gain]) => gain > 0);
  const found = new Set(ranked.slice(0, depth));
  return relevant.length === 0 ? 0 : relevant.filter(([id]) => found.has(id)).length / relevant.length;
}

/** Mean of the figures over questions, to four decimals. */
export function meanFigures(all: readonly Figures[]): Figures {
  const mean = (pick: (figures: Figures) => number) =>
    Math.round((all.reduce((sum, figures) => sum + pick(figures), 0) / (all.length || 1)) * 10_000) / 10_000;
  return {
    'ndcg@10': mean((figures) => figures['ndcg@10']),
    'recall@100': mean((figures) => figures['recall@100']),
  };
}
