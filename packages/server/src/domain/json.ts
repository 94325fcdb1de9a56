/** A value as JSON knows it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Named values: settings that are kept as a client sent them. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}
