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
  /** Size of the originals. */
  bytes: z.number(),
  createdAt: z.number(),
});
export type Base = z.infer<typeof Base>;

export const NewBase = z.strictObject({
  name: z.string().trim().min(1).max(128),
  /** A stable key (a folder's real path); posting the same key again answers the base that stands. */
  key: z.string().min(1).max(4096).optional(),
});
export type NewBase = z.infer<typeof NewBase>;

/** `PATCH /bases/{id}` */
export const BaseChange = z.strictObject({ name: z.string().trim().min(1).max(128) });
export type BaseChange = z.infer<typeof BaseChange>;

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

/** Which documents of a base are listed. */
export const DocumentQuery = z.object({
  /** A part of the name; case is ignored. */
  search: z.string().trim().min(1).max(200).optional(),
  /** `working` stands for the ones that wait, too. */
  state: z.enum(['working', 'ready', 'failed']).optional(),
});
export type DocumentQuery = z.infer<typeof DocumentQuery>;

/** What a list of documents is ordered by; newest first, unless something else is asked for. */
export const DocumentOrder = z.object({
  sort: z.enum(['name', 'size', 'passages', 'state', 'added']).default('added'),
  direction: z.enum(['up', 'down']).default('down'),
});
export type DocumentOrder = z.infer<typeof DocumentOrder>;

/** `GET /bases/{id}/document-ids`: the same documents by id alone, to do something with all of them. */
export const DocumentIds = z.object({ ids: z.array(z.string()) });
export type DocumentIds = z.infer<typeof DocumentIds>;

/** `POST /bases/{id}/removals` and `/retries` */
export const DocumentSelection = z.strictObject({ ids: z.array(z.string().min(1).max(64)).min(1).max(200) });
export type DocumentSelection = z.infer<typeof DocumentSelection>;

/** One outcome a document: those that it was done with, and the others with the reason. */
export const SelectionResult = z.object({
  done: z.array(z.string()),
  left: z.array(z.object({ id: z.string(), problem: Problem })),
});
export type SelectionResult = z.infer<typeof SelectionResult>;

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
