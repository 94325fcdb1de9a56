import type { Chunk } from '../../../domain/chunk.ts';
import { indexedText } from '../../../text/indexed-text.ts';
import type { Operation, ThreadContext } from '../operations.ts';
import { type ChunkPlace, SegmentBuilder } from './segment-builder.ts';
import { addSegment, raiseGeneration, writePieces } from './segment-store.ts';
import { all, first, insert, run } from './statements.ts';

/** Separates the tokens of a chunk on their way to the writer: one text crosses threads far faster than many. */
export const TOKEN_SEPARATOR = '\0';

/** Some chunks of a `put`; lists are packed, because this crosses threads. */
export interface PutPart {
  /** Names the `put` whose parts come one after the other. */
  readonly token: number;
  /** All parts have come: store them. */
  readonly last: boolean;
  readonly chunks: readonly PackedChunk[];
  /** The vectors of the chunks that have one, one after the other. */
  readonly vectors: Float32Array;
}

export interface PackedChunk {
  readonly chunk: Omit<Chunk, 'keywords' | 'regions'>;
  readonly keywords: string;
  readonly regions: string;
  readonly tokens: string;
  /** 0: no vector. */
  readonly dimension: number;
}

interface StagedChunk {
  readonly packed: PackedChunk;
  readonly vector: Float32Array | undefined;
}

interface Staged {
  readonly chunks: StagedChunk[];
  readonly builders: SegmentBuilder[];
}

/** A larger `put` becomes several segments. */
const SEGMENT_CHUNKS = 4_096;

/** Takes a part of a `put`, and with the last part stores all of it. Everything before is in memory alone. */
export const putChunks: Operation<PutPart, undefined> = (context, part) => {
  const staged = stagedPut(context, part.token);
  stage(staged, part);
  if (part.last) {
    dropPut(context, part.token);
    store(context, staged);
  }
  return { output: undefined };
};

/** Forgets the parts of a `put` that failed. */
export const abandonPut: Operation<{ readonly token: number }, undefined> = (context, { token }) => {
  dropPut(context, token);
  return { output: undefined };
};

function stagedPut({ state }: ThreadContext, token: number): Staged {
  const key = `chunks.put.${token}`;
  const staged = (state.get(key) as Staged | undefined) ?? { chunks: [], builders: [] };
  state.set(key, staged);
  return staged;
}

function dropPut({ state }: ThreadContext, token: number): void {
  state.delete(`chunks.put.${token}`);
}

function stage({ chunks, builders }: Staged, part: PutPart): void {
  let offset = 0;
  for (const packed of part.chunks) {
    const { dimension } = packed;
    const vector = dimension === 0 ? undefined : part.vectors.slice(offset, offset + dimension);
    offset += dimension;
    let builder = builders.at(-1);
    if (builder === undefined || builder.size === SEGMENT_CHUNKS) {
      builder = new SegmentBuilder();
      builders.push(builder);
    }
    const tokens = packed.tokens === '' ? [] : packed.tokens.split(TOKEN_SEPARATOR);
    const indexable = { tokens, gramText: indexedText(packed.chunk) };
    builder.add(vector === undefined ? indexable : { ...indexable, vector });
    chunks.push({ packed, vector });
  }
}

function store(context: ThreadContext, { chunks, builders }: Staged): void {
  if (chunks.length === 0) return;
  const numbers = new PlaceNumbers(context);
  const places = chunks.map((staged) => storeRow(context, numbers, staged));
  numbers.countChunks();
  let start = 0;
  for (const builder of builders) {
    const segment = builder.finish(places.slice(start, start + builder.size));
    start += builder.size;
    const number = addSegment(context, 'live', segment);
    for (const _ of writePieces(context, number, segment));
  }
  raiseGeneration(context);
}

/** The numbers of bases and documents that a `put` names, made where there are none yet. */
class PlaceNumbers {
  readonly #context: ThreadContext;
  readonly #bases = new Map<string, number>();
  readonly #documents = new Map<string, { readonly number: number; added: number }>();

  constructor(context: ThreadContext) {
    this.#context = context;
  }

  of({ tenantId, knowledgeBaseId, documentId }: PackedChunk['chunk']): { base: number; document: number } {
    const baseKey = JSON.stringify([tenantId, knowledgeBaseId]);
    const base = this.#bases.get(baseKey) ?? this.#base(tenantId, knowledgeBaseId);
    this.#bases.set(baseKey, base);
    const documentKey = `${base} ${documentId}`;
    const document = this.#documents.get(documentKey) ?? {
      number: this.#document(base, documentId),
      added: 0,
    };
    document.added += 1;
    this.#documents.set(documentKey, document);
    return { base, document: document.number };
  }

  /** Writes how many chunks each document got. */
  countChunks(): void {
    const sql = 'update chunk_documents set chunks = chunks + ? where number = ?';
    for (const { number, added } of this.#documents.values()) run(this.#context, sql, added, number);
  }

  #base(tenantId: string, baseId: string): number {
    const known = first<{ number: number }>(
      this.#context,
      'select number from chunk_bases where tenant_id = ? and base_id = ? and removed = 0',
      tenantId,
      baseId,
    );
    if (known !== undefined) return known.number;
    const sql = 'insert into chunk_bases (tenant_id, base_id) values (?, ?)';
    return insert(this.#context, sql, tenantId, baseId);
  }

  #document(base: number, documentId: string): number {
    const known = first<{ number: number }>(
      this.#context,
      'select number from chunk_documents where base = ? and document_id = ? and removed = 0',
      base,
      documentId,
    );
    if (known !== undefined) return known.number;
    const sql = 'insert into chunk_documents (base, document_id) values (?, ?)';
    return insert(this.#context, sql, base, documentId);
  }
}

function storeRow(
  context: ThreadContext,
  numbers: PlaceNumbers,
  { packed, vector }: StagedChunk,
): ChunkPlace {
  const { chunk, keywords, regions } = packed;
  replaceChunk(context, chunk.tenantId, chunk.id);
  const { base, document } = numbers.of(chunk);
  const number = insert(
    context,
    `insert into chunks (id, document, document_name, ordinal, start_offset, end_offset, text, headings, keywords, regions)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    chunk.id,
    document,
    chunk.documentName,
    chunk.ordinal,
    chunk.start,
    chunk.end,
    chunk.text,
    JSON.stringify(chunk.headings),
    keywords,
    regions,
  );
  if (vector !== undefined) {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    run(context, 'insert into chunk_vectors (number, vector) values (?, ?)', number, bytes);
  }
  return { base, document, number };
}

/** Takes the tenant's chunk of this id, wherever it stands, out of sight. Another tenant's is none of our business. */
function replaceChunk(context: ThreadContext, tenantId: string, id: string): void {
  const standing = all<{ number: number; document: number }>(
    context,
    `select chunks.number, chunks.document from chunks
     join chunk_documents on chunk_documents.number = chunks.document and chunk_documents.removed = 0
     join chunk_bases on chunk_bases.number = chunk_documents.base and chunk_bases.removed = 0
     where chunks.id = ? and chunk_bases.tenant_id = ?`,
    id,
    tenantId,
  );
  for (const { number, document } of standing) {
    run(context, 'update chunks set id = null where number = ?', number);
    run(context, 'update chunk_documents set chunks = chunks - 1 where number = ?', document);
    const sql = "insert into chunk_removals (kind, number, document) values ('chunk', ?, ?)";
    run(context, sql, number, document);
  }
}
