/** Calls `act` at most once in so many milliseconds, with everything that was said since the last time. */
export function collected<Value>(
  milliseconds: number,
  act: (values: ReadonlySet<Value>) => void,
): (value: Value) => void {
  let values = new Set<Value>();
  return (value) => {
    values.add(value);
    if (values.size > 1) return;
    setTimeout(() => {
      const said = values;
      values = new Set();
      act(said);
    }, milliseconds);
  };
}
