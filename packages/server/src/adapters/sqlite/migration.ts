/** One step of the schema's history. Steps are only ever added; one that has been released never changes. */
export interface Migration {
  /** Unique for ever, like `chunks-001`. */
  readonly id: string;
  /** Run in order, in one transaction. */
  readonly statements: readonly string[];
}
