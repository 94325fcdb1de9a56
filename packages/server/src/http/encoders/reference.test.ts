import { describe, expect, it } from 'vitest';
import { toReference } from './reference.ts';

const source = (documentId: string, chunkId: string) => ({
  chunkId,
  documentId,
  baseId: 'b',
  documentName: `${documentId}.txt`,
  headings: [],
  text: 'text',
  start: 0,
  end: 4,
  regions: [],
  score: 1,
  textScore: 1,
  vectorScore: 1,
});
const citing = (documentId: string) => ({
  marker: 0,
  chunkId: 'k',
  documentId,
  documentName: '',
  span: { start: 0, end: 1 },
  start: 0,
  end: 1,
  quote: 't',
  position: 0,
  origin: 'model' as const,
});
const sources = [source('a', '1'), source('b', '2'), source('a', '3')];

describe('references in the old form', () => {
  it('keep every source in its place and count the cited documents', () => {
    const reference = toReference({ sources, citations: [citing('a')] });
    expect(reference.chunks.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(reference.doc_aggs).toEqual([{ doc_name: 'a.txt', doc_id: 'a', count: 2 }]);
  });

  it('list all documents when none is cited', () => {
    expect(toReference({ sources, citations: [] }).doc_aggs.map(({ doc_id }) => doc_id)).toEqual(['a', 'b']);
  });

  it('always have the same twelve keys, and numbers in the scores', () => {
    const [chunk] = toReference({
      sources: [{ ...source('a', '1'), score: Number.NaN }],
      citations: [],
    }).chunks;
    expect(Object.keys(chunk ?? {})).toEqual(
      'id content document_id document_name dataset_id image_id positions url similarity vector_similarity term_similarity doc_type'.split(
        ' ',
      ),
    );
    expect(chunk?.similarity).toBe(0);
  });

  it('say when a document has been deleted', () => {
    const gone = { ...source('a', '1'), text: '', documentName: '', deleted: true as const };
    expect(toReference({ sources: [gone], citations: [] }).chunks[0]).toMatchObject({
      content: '',
      deleted: true,
    });
  });
});
