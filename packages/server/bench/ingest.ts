// How fast documents become searchable, from the first byte of the upload to the last document that is ready.
import type { Client } from '@colloquy/client';
import { startBenchServer } from './bench-server.ts';
import { clock, createLoadMeter, rounded } from './process-figures.ts';
import { markdownFile, pdfFile, type SampleFile } from './sample-files.ts';

export interface IngestResult {
  /** Passages of Markdown a second. */
  readonly chunksPerSecond: number;
  readonly pagesPerSecond: number;
  /** Share of the machine that was busy, by everything on it. */
  readonly load: number;
}

const MARKDOWN_FILES = 40;
const SECTIONS = 250;
const PDF_FILES = 4;
const PAGES = 250;

/** Measures both kinds one after the other. Prints a line each unless `json`. */
export async function run(options: { readonly json: boolean }): Promise<IngestResult> {
  const server = await startBenchServer('http://127.0.0.1:9/v1');
  try {
    // Compiled, and its threads started, as they are in a server that has been running for a while.
    await ingest(server.client, [markdownFile('warm.md', SECTIONS), pdfFile('warm.pdf', 20)]);
    const load = createLoadMeter();
    const markdown = await ingest(
      server.client,
      Array.from({ length: MARKDOWN_FILES }, (_, index) => markdownFile(`${index}.md`, SECTIONS)),
    );
    const pdf = await ingest(
      server.client,
      Array.from({ length: PDF_FILES }, (_, index) => pdfFile(`${index}.pdf`, PAGES)),
    );
    const result = {
      chunksPerSecond: rounded(markdown.passages / markdown.seconds, 0),
      pagesPerSecond: rounded(pdf.pages / pdf.seconds, 0),
      load: rounded(load(), 2),
    };
    if (!options.json) {
      console.log(`Markdown  ${result.chunksPerSecond} passages a second (${markdown.passages})`);
      console.log(`PDF       ${result.pagesPerSecond} pages a second (${pdf.pages})`);
    }
    return result;
  } finally {
    await server.stop();
  }
}

/** Uploads the files to a base of their own and waits until all are ready. */
export async function ingest(client: Client, files: readonly SampleFile[]) {
  const { id: baseId } = await client.createBase({ name: files[0]?.name ?? 'files' });
  const began = clock();
  for (let start = 0; start < files.length; start += 20)
    await client.addDocuments(baseId, files.slice(start, start + 20));
  const documents = await client.waitForDocuments(baseId, { interval: 100 });
  const seconds = (clock() - began) / 1000;
  const failed = documents.find(({ status }) => status === 'failed');
  if (failed !== undefined) throw new Error(`${failed.name}: ${failed.problem?.message}`);
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    baseId,
    seconds,
    passages: sum(documents.map(({ passages }) => passages)),
    pages: sum(documents.map(({ pages }) => pages)),
  };
}
