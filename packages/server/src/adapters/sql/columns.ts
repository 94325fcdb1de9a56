/** A value as the text of a `_json` column. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** The same for a value that may be absent. */
export function toNullableJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** Reads a `_json` column. The text was written by {@link toJson} from a value of this type. */
export function fromJson<Value>(text: string): Value {
  return JSON.parse(text) as Value;
}

/** The property with its value, or nothing when the column is null: `...present('stage', row.stage)`. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}

/** {@link present} for a `_json` column. */
export function presentJson<Value, Name extends string = string>(
  name: Name,
  text: string | null,
): { readonly [Key in Name]?: Value } {
  return present(name, text === null ? null : fromJson<Value>(text));
}

/** Lists in `in (…)` are cut to this length: databases bound the number of parameters. */
const PARAMETERS_AT_ONCE = 500;

/** Cuts a list into parts of at most {@link PARAMETERS_AT_ONCE}. */
export function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let start = 0; start < items.length; start += PARAMETERS_AT_ONCE) {
    parts.push(items.slice(start, start + PARAMETERS_AT_ONCE));
  }
  return parts;
}
