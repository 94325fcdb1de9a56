import { z } from 'zod';
import { Problem } from './problem.ts';

/** `GET /bases`, `POST /bases` */
export const Base = z.object({
  id: z.string(),
  name: z.string(),
  documents: z.number(),
  ready: z.number(),
  failed: z.number(),
  passages: z.number(),
  createdAt: z.number(),
});
export type Base = z.infer<typeof Base>;

export const NewBase = z.strictObject({
  name: z.string().trim().min(1).max(128),
  /** A stable key (a folder's real path); posting the same key again answers the base that stands. */
  key: z.string().min(1).max(4096).optional(),
});
export type NewBase = z.infer<typeof NewBase>;

export const DocumentStatus = z.enum(['queued', 'working', 'ready', 'failed']);
/** `GET /bases/{id}/documents`, `GET /documents/{id}` */
export const LibraryDocument = z.object({
  id: z.string(),
  baseId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  /** SHA-256 of the bytes, hex. */
  contentHash: z.string(),
  status: DocumentStatus,
  stage: z.enum(['parse', 'split', 'embed', 'index']).optional(),
  progress: z.number(),
  problem: Problem.optional(),
  passages: z.number(),
  pages: z.number().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type LibraryDocument = z.infer<typeof LibraryDocument>;

export const DocumentList = z.object({ documents: z.array(LibraryDocument), total: z.number() });
export type DocumentList = z.infer<typeof DocumentList>;

/** Answer of `POST /bases/{id}/documents` (multipart, any number of files): one outcome a file, in order. */
export const Upload = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(['added', 'duplicate', 'refused']),
      document: LibraryDocument.optional(),
      problem: Problem.optional(),
    }),
  ),
});
export type Upload = z.infer<typeof Upload>;

/** `GET /documents/{id}/text?start=&end=`: extracted text, UTF-16 offsets. */
export const DocumentText = z.object({
  documentId: z.string(),
  name: z.string(),
  start: z.number(),
  end: z.number(),
  length: z.number(),
  text: z.string(),
});
export type DocumentText = z.infer<typeof DocumentText>;
