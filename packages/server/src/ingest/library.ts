import type { Authorized } from '../domain/access.ts';
import type { Document, KnowledgeBase } from '../domain/document.ts';
import type { ByteRange } from '../ports/blob-store.ts';

export interface NewFile {
  /** As the person knows it; may contain folders (`guide/setup.md`). Checked and cleaned here. */
  readonly name: string;
  readonly data: AsyncIterable<Uint8Array>;
}

export interface AddedDocument {
  readonly document: Document;
  /** `duplicate`: the base already had these bytes, nothing was done. */
  readonly outcome: 'added' | 'duplicate';
}

/** Documents in, documents out. */
export interface Library {
  /**
   * Stores the bytes and queues the document. Bytes that are there already give the standing document; one that had
   * failed is queued again.
   * @throws AppError `invalid-request` (name), `too-large`, `unsupported` (format)
   */
  add(base: Authorized<KnowledgeBase>, file: NewFile): Promise<AddedDocument>;
  /** Queues a failed document again. @throws AppError `conflict` when it has not failed */
  retry(document: Authorized<Document>): Promise<Document>;
  /** Gone for every reader when it resolves; what is left on disk follows in the background. */
  remove(document: Authorized<Document>): Promise<void>;
  removeBase(base: Authorized<KnowledgeBase>): Promise<void>;
  /** The extracted text, or a part of it (UTF-16 offsets). @throws AppError `not-found` before it is ready */
  text(
    document: Authorized<Document>,
    range?: { readonly start: number; readonly end: number },
  ): Promise<string>;
  /** The length of the extracted text in UTF-16 units. @throws AppError `not-found` before it is ready */
  textLength(document: Authorized<Document>): Promise<number>;
  /** The original bytes, or a part of them. */
  original(document: Authorized<Document>, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
  /** Takes up documents that a crash left unfinished. Returns how many were queued. */
  recover(): Promise<number>;
}
