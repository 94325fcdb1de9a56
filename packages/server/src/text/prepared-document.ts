import type { Region } from '../domain/chunk.ts';

/** A file as it comes in. */
export interface FileInput {
  /** As the person knows it; its extension decides only among text formats. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A passage with its index terms. */
export interface PreparedPassage {
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
  readonly regions: readonly Region[];
  /** Index terms of headings and text, one a line: one string crosses threads faster than hundreds. */
  readonly terms: string;
}

/** All that the processor can do for a document before a model is asked. */
export interface PreparedDocument {
  readonly mediaType: string;
  readonly title?: string;
  readonly text: string;
  readonly pageCount?: number;
  readonly passages: readonly PreparedPassage[];
  /** Estimated tokens of all passages. */
  readonly tokenCount: number;
  readonly warnings: readonly string[];
}

/** The task of a `CpuPool` that turns one into the other. */
export type PrepareTasks = {
  readonly prepareDocument: { readonly input: FileInput; readonly output: PreparedDocument };
};
