import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../adapters/memory/blob-store.ts';
import { lengthOfText, readText, saveText } from './text-blob.ts';

describe('the text of a document', () => {
  it('comes back by UTF-16 offsets, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.nat(300),
        fc.nat(300),
        async (text, start, length) => {
          const blobs = createMemoryBlobStore();
          await saveText(blobs, 'd1', text);
          expect(await readText(blobs, 'd1')).toBe(text);
          expect(await readText(blobs, 'd1', { start, end: start + length })).toBe(
            text.slice(start, start + length),
          );
        },
      ),
    );
  });

  it('is kept in pieces when it is long', async () => {
    const blobs = createMemoryBlobStore();
    const text = '😀 long '.repeat(150_000);
    await saveText(blobs, 'd1', text);
    expect(await lengthOfText(blobs, 'd1')).toBe(text.length);
    expect(await readText(blobs, 'd1', { start: 524_286, end: 524_292 })).toBe(text.slice(524_286, 524_292));
  });
});
