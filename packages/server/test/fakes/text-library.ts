import { createHash } from 'node:crypto';
import type { Document, KnowledgeBase } from '../../src/domain/document.ts';
import { AppError } from '../../src/domain/errors.ts';
import { newId } from '../../src/domain/id.ts';
import type { Library } from '../../src/ingest/library.ts';
import type { Repositories } from '../../src/ports/repositories.ts';

const TEXT = 'Press the red button.';

/** A library that takes plain text files and keeps them in memory. */
export function createFakeLibrary({ documents, knowledgeBases }: Repositories, now: () => number): Library {
  const contents = new Map<string, Buffer>();
  return {
    async add(base, { name, data }) {
      if (name.endsWith('.exe')) throw new AppError('unsupported', 'Files of this kind cannot be read.');
      const parts: Uint8Array[] = [];
      for await (const part of data) parts.push(part);
      const bytes = Buffer.concat(parts);
      const made = makeDocument(base, name, bytes.toString());
      contents.set(made.contentHash, bytes);
      const { document, added } = await documents.add({ ...made, createdAt: now() });
      return { document, outcome: added ? 'added' : 'duplicate' };
    },
    async retry(document) {
      if (document.status !== 'failed') throw new AppError('conflict', 'The document has not failed.');
      return document;
    },
    async remove({ id }) {
      await documents.remove(id);
    },
    async removeBase({ id }) {
      await knowledgeBases.remove(id);
    },
    text: async (_document, range) => TEXT.slice(range?.start, range?.end),
    textLength: async () => TEXT.length,
    async original({ contentHash }, range) {
      return (async function* () {
        yield (contents.get(contentHash) ?? Buffer.from(TEXT)).subarray(range?.start, range?.end);
      })();
    },
    recover: async () => 0,
  };
}

/** A document of plain text that has been read. */
export function makeDocument(base: KnowledgeBase, name: string, text: string): Document {
  return {
    id: newId(),
    tenantId: base.tenantId,
    knowledgeBaseId: base.id,
    name,
    mediaType: 'text/plain',
    size: text.length,
    contentHash: createHash('sha256').update(text).digest('hex'),
    status: 'ready',
    progress: 1,
    chunkCount: 1,
    tokenCount: 4,
    createdAt: 1,
    updatedAt: 1,
  };
}
