/** A rectangle on a page: PDF points from the top left corner of the page; pages count from 1. */
export interface Region {
  readonly page: number;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

/** A passage of a document: the unit that is searched, shown to the model, and cited. */
export interface Chunk {
  readonly id: string;
  readonly tenantId: string;
  readonly knowledgeBaseId: string;
  readonly documentId: string;
  readonly documentName: string;
  /** Position among the chunks of its document, from 0. */
  readonly ordinal: number;
  /** Its place in the document's extracted text, in UTF-16 units: `text === extracted.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The headings above it, outermost first. They are searched with the text but are not part of it. */
  readonly headings: readonly string[];
  readonly keywords: readonly string[];
  readonly regions: readonly Region[];
}

/** A retrieved chunk with the scores that a person may see; all are in 0..1 except a reranker's own `score`. */
export interface Source {
  readonly chunk: Chunk;
  /** The combined similarity; with a rerank model, that of the model. */
  readonly score: number;
  /** Share of the query's term weight that occurs in the chunk. */
  readonly textScore: number;
  /** Cosine of query and chunk; 0 when either has no vector. */
  readonly vectorScore: number;
}

/** A source without its text: what is logged and stored, so that deleting a document leaves no copy behind. */
export interface SourceReference {
  readonly chunkId: string;
  readonly documentId: string;
  readonly knowledgeBaseId: string;
  readonly score: number;
  readonly textScore: number;
  readonly vectorScore: number;
}

/** One verified citation of an answer. */
export interface Citation {
  /** The n of `[ID:n]`: position in the answer's list of sources. */
  readonly marker: number;
  readonly chunkId: string;
  readonly documentId: string;
  /** Where the chunk can be found; absent in rows that another program imported. */
  readonly knowledgeBaseId?: string;
  /** The supporting passage, UTF-16 units in the chunk's text; the quote is read from there. */
  readonly span: { readonly start: number; readonly end: number };
  /** Where in the answer text the mark `[ID:n]` begins, in UTF-16 units. */
  readonly position: number;
  /** Written by the model, or found by similarity. */
  readonly origin: 'model' | 'matched';
}
