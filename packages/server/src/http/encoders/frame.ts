/** One message of an event stream, before it has any syntax. */
export interface Frame {
  /** Number of the event that this frame completes; the reader gives it back to go on from there. */
  readonly id?: number;
  readonly event?: string;
  /** JSON, or a plain word such as `[DONE]`. */
  readonly data: string;
}
