import type { Migration } from '../migration.ts';

/**
 * Tables of the chunk store. Numbers of bases, documents, chunks and segments only grow and are never used again
 * (`autoincrement`): what is removed keeps its number until the last trace is gone, and what comes back under the same
 * id gets a new one. So one flag on a base or a document takes everything below it out of sight.
 */
export const chunkMigrations: readonly Migration[] = [
  {
    id: 'chunks-001',
    statements: [
      // Raised by every change, so that a reader sees with one look whether what it holds is current.
      `create table chunk_state (
        one integer primary key check (one = 1),
        generation integer not null
      ) strict`,
      'insert into chunk_state (one, generation) values (1, 1)',
      `create table chunk_bases (
        number integer primary key autoincrement,
        tenant_id text not null,
        base_id text not null,
        removed integer not null default 0
      ) strict`,
      'create unique index chunk_bases_live on chunk_bases (tenant_id, base_id) where removed = 0',
      `create table chunk_documents (
        number integer primary key autoincrement,
        base integer not null,
        document_id text not null,
        chunks integer not null default 0,
        removed integer not null default 0
      ) strict`,
      'create unique index chunk_documents_live on chunk_documents (base, document_id) where removed = 0',
      'create index chunk_documents_by_base on chunk_documents (base)',
      // `id` is null once the chunk has been replaced by a newer one.
      `create table chunks (
        number integer primary key autoincrement,
        id text,
        document integer not null,
        document_name text not null,
        ordinal integer not null,
        start_offset integer not null,
        end_offset integer not null,
        text text not null,
        headings text not null,
        keywords text not null,
        regions text not null
      ) strict`,
      'create index chunks_by_id on chunks (id) where id is not null',
      'create index chunks_by_document on chunks (document, ordinal)',
      // Float32, little endian, of unit length.
      'create table chunk_vectors (number integer primary key, vector blob not null) strict',
      // What has been removed and still leaves traces in segments or rows.
      `create table chunk_removals (
        sequence integer primary key autoincrement,
        kind text not null check (kind in ('base', 'document', 'chunk')),
        number integer not null,
        document integer not null default 0
      ) strict`,
      // pending: being written; live: searched; dead: its pieces are being deleted.
      `create table chunk_segments (
        number integer primary key autoincrement,
        state text not null check (state in ('pending', 'live', 'dead')),
        chunks integer not null,
        bytes integer not null
      ) strict`,
      'create table chunk_segment_pieces (segment integer not null, piece integer not null, data blob not null) strict',
      'create unique index chunk_segment_pieces_by_segment on chunk_segment_pieces (segment, piece)',
    ],
  },
];
