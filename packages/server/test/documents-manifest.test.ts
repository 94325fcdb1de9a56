import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createCpuPool } from '../src/adapters/piscina/cpu-pool.ts';
import { AppError } from '../src/domain/errors.ts';
import type { PreparedDocument } from '../src/text/prepared-document.ts';
import { MAXIMUM_TOKENS } from '../src/text/split.ts';
import { estimateTokens } from '../src/text/token-estimate.ts';
import { parseDocument } from '../src/workers/parse-document.ts';
import { sharedData } from './shared-data.ts';

interface Entry {
  readonly file: string;
  readonly format: string;
  readonly expect: 'text' | 'ocr' | 'password' | 'empty' | 'reject' | 'no-crash';
  readonly must_contain?: readonly string[];
  readonly must_not_contain?: readonly string[];
  readonly any_of?: readonly (readonly string[])[];
  readonly pages?: number;
  readonly page_phrases?: readonly { readonly page: number; readonly text: string }[];
}

const folder = sharedData('data', 'documents');
const entries: readonly Entry[] =
  folder === undefined
    ? []
    : readFileSync(join(folder, 'manifest.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
const READABLE = new Set(['md', 'txt', 'html', 'pdf', 'docx', 'csv']);
const pool = createCpuPool({ maxThreads: 2 });
afterAll(() => pool.close());

/** No file may take longer than this, in milliseconds. Parsers give way to everything else on a busy machine. */
const LONGEST = 90_000;

function bytesOf(entry: Entry): Uint8Array {
  return new Uint8Array(readFileSync(join(folder ?? '', 'files', entry.file)));
}

function prepare(entry: Entry): Promise<PreparedDocument> {
  const input = { name: basename(entry.file), bytes: bytesOf(entry) };
  return pool.run('prepareDocument', input, { signal: AbortSignal.timeout(LONGEST) });
}

async function refusalOf(entry: Entry): Promise<AppError> {
  const outcome: unknown = await prepare(entry).catch((error: unknown) => error);
  if (outcome instanceof AppError) return outcome;
  throw new Error(`${entry.file} was not refused: ${JSON.stringify(outcome).slice(0, 200)}`);
}

/** White space collapsed and Markdown marks dropped, as the manifest says. */
function plain(text: string): string {
  return text
    .replace(/[*#`_|\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function expectText(entry: Entry, { text, pageCount }: PreparedDocument): void {
  const words = plain(text);
  for (const wanted of entry.must_contain ?? []) expect(words).toContain(plain(wanted));
  for (const unwanted of entry.must_not_contain ?? []) expect(text).not.toContain(unwanted);
  for (const choice of entry.any_of ?? [])
    expect(choice.some((each) => words.includes(plain(each)))).toBe(true);
  if (entry.pages !== undefined) expect(pageCount).toBe(entry.pages);
}

function expectPassages({ text, passages }: PreparedDocument): void {
  let last = 0;
  for (const { start, end } of passages) {
    const passage = text.slice(start, end);
    expect(start).toBeGreaterThanOrEqual(last);
    expect(passage).toBe(passage.trim());
    expect(passage).not.toBe('');
    expect(estimateTokens(passage)).toBeLessThanOrEqual(MAXIMUM_TOKENS * 1.1);
    last = end;
  }
}

/** The phrase stands in a passage with a box on its page, and that box lies on the page. */
function expectPlaces(entry: Entry, { text, passages }: PreparedDocument): void {
  for (const phrase of entry.page_phrases ?? []) {
    const pages = passages
      .filter(({ start, end }) => plain(text.slice(start, end)).includes(plain(phrase.text)))
      .flatMap(({ regions }) => regions.map(({ page }) => page));
    // A phrase over the edge of two passages is found in the whole text; its page is checked by its neighbours.
    if (pages.length > 0) expect(pages).toContain(phrase.page);
    else expect(plain(text)).toContain(plain(phrase.text));
  }
  for (const { box } of passages.flatMap(({ regions }) => regions)) {
    expect(box[0]).toBeLessThan(box[2]);
    expect(box[1]).toBeLessThan(box[3]);
  }
}

describe.skipIf(folder === undefined)('P20: real and hostile files', { timeout: LONGEST + 5_000 }, () => {
  const readable = entries.filter(({ format }) => READABLE.has(format));
  const ofKind = (kind: Entry['expect']): readonly Entry[] =>
    readable.filter((entry) => entry.expect === kind);

  it('has the files to try', () => {
    expect(readable.length).toBeGreaterThan(50);
  });

  it.each(ofKind('text'))('reads $file', async (entry) => {
    const prepared = await prepare(entry);
    expectText(entry, prepared);
    expectPassages(prepared);
    expectPlaces(entry, prepared);
  });

  it.each(ofKind('ocr'))('says that $file is pictures only', async (entry) => {
    expect(await refusalOf(entry)).toMatchObject({
      code: 'parse-failed',
      message: expect.stringContaining('no text'),
    });
  });

  it.each(ofKind('password'))('asks for the password of $file', async (entry) => {
    const message = expect.stringContaining('Password needed');
    expect(await refusalOf(entry)).toMatchObject({ code: 'parse-failed', message });
  });

  it.each(ofKind('empty'))('says that $file is empty', async (entry) => {
    expect((await refusalOf(entry)).message).toMatch(/empty|no text/);
  });

  it.each(ofKind('reject'))('refuses $file', async (entry) => {
    expect(await refusalOf(entry)).toMatchObject({ code: 'parse-failed', retryable: false });
  });

  it.each(entries.filter(({ format }) => format === 'hostile'))('survives $file', async (entry) => {
    const outcome = await prepare(entry).catch((error: unknown) => error);
    if (outcome instanceof AppError)
      expect(outcome).toMatchObject({ code: expect.stringMatching(/unsupported|parse-failed/) });
    else if (entry.expect === 'reject') throw new Error(`${entry.file} was not refused`);
    else expectPassages(outcome as PreparedDocument);
  });

  it.each(entries.filter(({ format }) => !READABLE.has(format) && format !== 'hostile'))(
    'refuses $file by naming the formats that can be read',
    async (entry) => {
      expect(await refusalOf(entry)).toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('Markdown'),
      });
    },
  );

  it.each(entries.filter(({ file }) => /image-from-url|external-image|xxe/.test(file)))(
    'asks nobody outside for $file',
    async (entry) => {
      const connect = vi.spyOn(Socket.prototype, 'connect');
      const fetched = vi.spyOn(globalThis, 'fetch');
      try {
        await parseDocument({ name: basename(entry.file), bytes: bytesOf(entry) }).catch(() => undefined);
        expect(connect).not.toHaveBeenCalled();
        expect(fetched).not.toHaveBeenCalled();
      } finally {
        connect.mockRestore();
        fetched.mockRestore();
      }
    },
  );

  const twoColumns = entries.filter(({ file }) => file.includes('tracemonkey'));
  it.each(twoColumns)('reads the left column of $file before the right one', async (entry) => {
    const words = plain((await prepare(entry)).text);
    const order = [
      'We have implemented a dynamic compiler for JavaScript',
      'is the de facto standard for client-side web programming',
      'Compilers for statically typed languages rely on type information',
      'We present a trace-based compilation technique',
      'Each compiled trace covers one path through the program',
    ].map((phrase) => words.indexOf(phrase));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((first, second) => first - second));
    // A sentence that goes on over lines of one column, which reading across the gutter would tear apart.
    expect(words).toContain('the compiler can no longer easily transform operations');
  });
});
