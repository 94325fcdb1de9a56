/** When the conversations of one group were last used. */
export type Age =
  | { readonly kind: 'today' | 'yesterday' | 'week' }
  /** A month; `time` lies in it. */
  | { readonly kind: 'month'; readonly time: number };

export interface AgeGroup<Item> {
  readonly key: string;
  readonly age: Age;
  readonly items: readonly Item[];
}

/** Puts items into today, yesterday, the seven days before and months, by the days of this place; newest first. */
export function groupByDay<Item extends { readonly updatedAt: number }>(
  items: readonly Item[],
  now: number,
): readonly AgeGroup<Item>[] {
  const limits = [0, 1, 8].map((days) => startOfDay(now, days));
  const sorted = items.toSorted((a, b) => b.updatedAt - a.updatedAt);
  const groups = Map.groupBy(sorted, ({ updatedAt }) => keyOf(updatedAt, limits));
  return [...groups].map(([key, members]) => ({
    key,
    age: ageOf(key, members[0]?.updatedAt ?? now),
    items: members,
  }));
}

/** Local midnight some days before a time; days with a change of clocks are not 24 hours long. */
function startOfDay(time: number, daysBefore: number): number {
  const day = new Date(time);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBefore).getTime();
}

function keyOf(time: number, [today = 0, yesterday = 0, week = 0]: readonly number[]): string {
  if (time >= today) return 'today';
  if (time >= yesterday) return 'yesterday';
  if (time >= week) return 'week';
  const day = new Date(time);
  return `${day.getFullYear()}-${day.getMonth() + 1}`;
}

function ageOf(key: string, time: number): Age {
  return key === 'today' || key === 'yesterday' || key === 'week' ? { kind: key } : { kind: 'month', time };
}
