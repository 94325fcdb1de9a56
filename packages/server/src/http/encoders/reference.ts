import type { DeliveredAnswer, DeliveredSource } from '../../chat/delivered-event.ts';

/** A source as old clients know it: always these twelve keys, null where nothing is known. */
export interface ReferenceChunk {
  readonly id: string;
  readonly content: string;
  readonly document_id: string;
  readonly document_name: string;
  readonly dataset_id: string;
  readonly image_id: string | null;
  /** One entry a region: page, left, right, top, bottom. */
  readonly positions: readonly (readonly number[])[];
  readonly url: string | null;
  readonly similarity: number;
  readonly vector_similarity: number;
  readonly term_similarity: number;
  readonly doc_type: string | null;
  /** The document has been deleted: content and name are empty. */
  readonly deleted?: true;
}

export interface Reference {
  readonly total: number;
  /** All sources of the prompt in its order, so that `[ID:n]` means `chunks[n]`. */
  readonly chunks: readonly ReferenceChunk[];
  /** The cited documents; all, when none is cited. */
  readonly doc_aggs: readonly {
    readonly doc_name: string;
    readonly doc_id: string;
    readonly count: number;
  }[];
}

/** The sources of an answer in the form of the old dialects. */
export function toReference({
  sources,
  citations,
}: Pick<DeliveredAnswer, 'sources' | 'citations'>): Reference {
  const cited = new Set(citations.map(({ documentId }) => documentId));
  return {
    total: sources.length,
    chunks: sources.map(toChunk),
    doc_aggs: byDocument(
      cited.size === 0 ? sources : sources.filter(({ documentId }) => cited.has(documentId)),
    ),
  };
}

function toChunk(source: DeliveredSource): ReferenceChunk {
  return {
    id: source.chunkId,
    content: source.text,
    document_id: source.documentId,
    document_name: source.documentName,
    dataset_id: source.baseId,
    image_id: null,
    positions: source.regions.map(({ page, box: [left, top, right, bottom] }) => [
      page,
      left,
      right,
      top,
      bottom,
    ]),
    url: null,
    similarity: finite(source.score),
    vector_similarity: finite(source.vectorScore),
    term_similarity: finite(source.textScore),
    doc_type: null,
    ...(source.deleted === true ? { deleted: true } : {}),
  };
}

/** JSON knows no NaN. */
function finite(score: number): number {
  return Number.isFinite(score) ? score : 0;
}

function byDocument(sources: readonly DeliveredSource[]): Reference['doc_aggs'] {
  const counted = new Map<string, { doc_name: string; doc_id: string; count: number }>();
  for (const { documentId, documentName } of sources) {
    const entry = counted.get(documentId) ?? { doc_name: documentName, doc_id: documentId, count: 0 };
    entry.count++;
    counted.set(documentId, entry);
  }
  return [...counted.values()];
}
