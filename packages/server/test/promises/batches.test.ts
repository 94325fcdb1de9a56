import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LibraryDocument } from '@colloquy/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const BAD: readonly { readonly name: string; readonly content: string }[] = [
  { name: 'broken-1.pdf', content: '%PDF-1.4 broken' },
  { name: 'broken-2.pdf', content: '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>' },
  { name: 'broken-3.docx', content: 'PK\u0003\u0004 this is no archive' },
  { name: 'broken-4.pdf', content: '%PDF-1.4 broken in another way' },
  { name: 'broken-5.docx', content: 'PK\u0003\u0004' },
  { name: 'broken-6.pdf', content: `%PDF-1.4${'\0'.repeat(5_000)}` },
  { name: 'broken-7.pdf', content: '%PDF-1.5\nstartxref\n9\n%%EOF' },
];

const FILES = [
  ...BAD,
  ...Array.from({ length: 93 }, (_, number) => ({
    name: `good/${number}.md`,
    content: `# Topic ${number}\n\nWhat is said of topic ${number} stands here.\n\n## More\n\nAnd here is more of it.\n`,
  })),
].map(({ name, content }) => ({ name, data: Buffer.from(content) }));

/** The ids of the passages of these documents. */
function chunkIds(documents: readonly LibraryDocument[]): readonly unknown[] {
  const database = new DatabaseSync(join(house.data, 'colloquy.db'), { readOnly: true });
  try {
    const rows = database.prepare(`
      select chunks.id from chunks join chunk_documents on chunk_documents.number = chunks.document
      where chunks.id is not null and chunk_documents.removed = 0
        and document_id in (select value from json_each(?)) order by chunks.id`);
    return rows.all(JSON.stringify(documents.map(({ id }) => id))).map(({ id }) => id);
  } finally {
    database.close();
  }
}

it('P19: of 100 files with 7 bad ones 93 are ready; sent three times, nothing is there twice', async () => {
  const { id } = await house.client.createBase({ name: 'Shelf' });
  const states: unknown[] = [];
  for (let time = 0; time < 3; time++) {
    const { files } = await house.client.addDocuments(id, FILES);
    expect(files.map(({ name }) => name)).toEqual(FILES.map(({ name }) => name));
    if (time > 0) {
      const good = files.filter(({ name }) => name.startsWith('good/'));
      expect(new Set(good.map(({ outcome }) => outcome))).toEqual(new Set(['duplicate']));
    }
    const documents = await house.client.waitForDocuments(id, { interval: 25 });
    const failed = documents.filter(({ status }) => status === 'failed');
    expect(failed.map(({ name }) => name).sort()).toEqual(BAD.map(({ name }) => name));
    for (const { problem, passages } of failed) {
      expect(problem).toMatchObject({ code: 'parse-failed', message: expect.stringMatching(/\w+ \w+/) });
      expect(passages).toBe(0);
    }
    const base = (await house.client.bases()).find((item) => item.id === id);
    expect(base).toMatchObject({ documents: 100, ready: 93, failed: 7 });
    const rows = documents.map(({ id: documentId, name, passages }) => `${name} ${documentId} ${passages}`);
    const ids = chunkIds(documents);
    expect(ids).toHaveLength(base?.passages ?? 0);
    states.push([rows.sort(), ids]);
  }
  expect(states[1]).toEqual(states[0]);
  expect(states[2]).toEqual(states[0]);
}, 60_000);
