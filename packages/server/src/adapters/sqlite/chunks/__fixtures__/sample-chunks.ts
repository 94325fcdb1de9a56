import type { IndexedChunk } from '../../../../ports/chunk-store.ts';

export const TENANT = 'tenant';
export const CHUNKS_A_DOCUMENT = 12;

/** A document `dN` of base `base`; each chunk has the words `common`, `documentN` and a few others. */
export function documentChunks(number: number, chunks: number = CHUNKS_A_DOCUMENT): IndexedChunk[] {
  return Array.from({ length: chunks }, (_, ordinal) => {
    const text = `common document${number} part${ordinal} word${(number * 31 + ordinal * 7) % 50}`;
    return {
      id: `d${number}.${ordinal}`,
      tenantId: TENANT,
      knowledgeBaseId: 'base',
      documentId: `d${number}`,
      documentName: `document ${number}.md`,
      ordinal,
      start: 0,
      end: text.length,
      text,
      headings: [],
      keywords: [],
      regions: [],
      tokens: text.split(' '),
      vector: Float32Array.from([Math.cos(number), Math.sin(number)]),
    };
  });
}
