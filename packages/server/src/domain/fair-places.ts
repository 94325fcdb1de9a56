/** How much work of one kind may go on at the same time. */
export interface Places {
  /** Of all groups together. */
  readonly concurrency: number;
  /** Of one group; default: as many as there are. */
  readonly perGroup?: number | undefined;
}

/** A group of which nothing goes on gets a place beyond `concurrency`, until so many times as many are taken. */
const MOST = 4;

/**
 * Chooses which of the waiting work begins: always of the group of which least goes on, so that one group whose work
 * hangs does not hold up the others.
 * @param waiting longest waiting first
 * @param running the group of each that goes on
 * @returns those that may begin now, in this order
 */
export function chooseFairly<Work extends { readonly group: string }>(
  waiting: readonly Work[],
  running: readonly string[],
  places: Places,
): readonly Work[] {
  const counts = new Map<string, number>();
  for (const group of running) counts.set(group, (counts.get(group) ?? 0) + 1);
  const queues = Map.groupBy(waiting, ({ group }) => group);
  const chosen: Work[] = [];
  for (;;) {
    const total = running.length + chosen.length;
    const next = leastServed(queues, counts);
    if (next === undefined || !hasPlace(next.count, total, places)) return chosen;
    const [work, ...rest] = queues.get(next.group) ?? [];
    if (work === undefined) return chosen;
    chosen.push(work);
    counts.set(next.group, next.count + 1);
    if (rest.length === 0) queues.delete(next.group);
    else queues.set(next.group, rest);
  }
}

function hasPlace(count: number, total: number, { concurrency, perGroup = concurrency }: Places): boolean {
  if (count >= perGroup) return false;
  return total < concurrency || (count === 0 && total < concurrency * MOST);
}

/** Maps keep their order: of groups with equally much, the one that has waited longest comes first. */
function leastServed(
  queues: ReadonlyMap<string, unknown>,
  counts: ReadonlyMap<string, number>,
): { readonly group: string; readonly count: number } | undefined {
  let least: { readonly group: string; readonly count: number } | undefined;
  for (const group of queues.keys()) {
    const count = counts.get(group) ?? 0;
    if (least === undefined || count < least.count) least = { group, count };
  }
  return least;
}
