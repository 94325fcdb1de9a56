/** Where the bytes of a file are kept: once for all documents that have them. */
export function originalKey(contentHash: string): string {
  return `original/${contentHash}`;
}

/** Where the extracted text of a document is kept: UTF-16, so that an offset is a place in the bytes. */
export function textKey(documentId: string): string {
  return `text/${documentId}`;
}

/** Where the bytes of an upload are kept until their hash is known. */
export function uploadKey(id: string): string {
  return `upload/${id}`;
}
