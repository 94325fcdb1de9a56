/** The first index in [from, to) whose element is at least `value`, else `to`. The elements ascend. */
export function lowerBound(
  array: Uint32Array | Uint16Array,
  value: number,
  from: number,
  to: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((array[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index in [from, to) of `value`, else -1. */
export function indexOf(array: Uint32Array | Uint16Array, value: number, from: number, to: number): number {
  const index = lowerBound(array, value, from, to);
  return index < to && array[index] === value ? index : -1;
}
