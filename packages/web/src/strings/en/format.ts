const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const plural = new Intl.PluralRules('en');

export function digits(value: number): string {
  return whole.format(value);
}

/** With one decimal at most. */
export function decimal(value: number): string {
  return tenth.format(value);
}

/** A number with its noun. */
export function count(value: number, one: string, other: string): string {
  return `${whole.format(value)} ${plural.select(value) === 'one' ? one : other}`;
}

/** Bytes in the unit that suits them. */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const style = {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
  } as const;
  return new Intl.NumberFormat('en', { ...style, maximumFractionDigits: power > 1 ? 1 : 0 }).format(
    bytes / 1000 ** power,
  );
}

/** A limit as it is set on the server: in units of 1,048,576 bytes. */
export function megabytes(bytes: number): string {
  return `${whole.format(Math.floor(bytes / 1_048_576))}\u00a0MB`;
}

/** The time of day for today, the date otherwise. */
export function when(time: number): string {
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
  const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
  const today = day.format(Date.now()) === day.format(time);
  return today ? clock.format(time) : day.format(time);
}
