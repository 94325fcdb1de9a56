import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../domain/errors.ts';
import type { PdfRun } from './pdf-types.ts';
import { passwordNeeded } from './zip-format.ts';

/** Pages that are read of one document. */
const MOST_PAGES = 10_000;
/** Runs of text on one page, past which it is a drawing made of letters. */
const MOST_RUNS = 60_000;

/** The runs of each page, in the order of the file's own drawing commands. */
export interface PdfPages {
  readonly pages: readonly (readonly PdfRun[])[];
  /** Pages that could not be read, from 1. */
  readonly unreadable: readonly number[];
}

/**
 * Reads the text of all pages with its places. The library runs in this thread; fonts and character maps come from
 * its own folder, nothing from the net.
 * @throws AppError `parse-failed` when a password is needed or the file is too damaged
 */
export async function readPdf(bytes: Uint8Array): Promise<PdfPages> {
  const document = await open(bytes);
  try {
    if (document.numPages > MOST_PAGES) {
      throw new AppError(
        'too-large',
        `The PDF has ${document.numPages} pages; at most ${MOST_PAGES} can be read.`,
      );
    }
    const pages: (readonly PdfRun[])[] = [];
    const unreadable: number[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const runs = await readPage(document, number);
      pages.push(runs ?? []);
      if (runs === undefined) unreadable.push(number);
    }
    return { pages, unreadable };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocument } = await loadLibrary();
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  try {
    return await getDocument({
      data: bytes,
      cMapUrl: `${join(folder, 'cmaps')}/`,
      cMapPacked: true,
      standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      verbosity: 0,
    }).promise;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') throw passwordNeeded();
    throw new AppError(
      'parse-failed',
      'The PDF is damaged or cut off and could not be opened. Download or export it again and add the new file.',
      { cause },
    );
  }
}

/** On loading, the library looks for a canvas to draw on and complains in the console when there is none. */
async function loadLibrary(): Promise<typeof import('pdfjs-dist/legacy/build/pdf.mjs')> {
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) {
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, { value: class {}, configurable: true });
  }
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<readonly PdfRun[] | undefined> {
  try {
    const page = await document.getPage(number);
    const runs = await readRuns(page);
    page.cleanup();
    return runs;
  } catch {
    return undefined;
  }
}

type Matrix = readonly [number, number, number, number, number, number];

async function readRuns(page: PDFPageProxy): Promise<readonly PdfRun[]> {
  const { items, styles } = await page.getTextContent();
  const view = toMatrix(page.getViewport({ scale: 1 }).transform);
  const runs: PdfRun[] = [];
  for (const item of items.slice(0, MOST_RUNS)) {
    if (!('str' in item) || item.str === '') continue;
    const [a, b, c, d, x, y] = multiply(view, toMatrix(item.transform));
    const size = Math.hypot(c, d) || Math.hypot(a, b);
    const style = styles[item.fontName];
    runs.push({
      text: item.str,
      x,
      y,
      angle: Math.atan2(b, a),
      width: style?.vertical === true ? size : item.width,
      size,
      ascent: finite(style?.ascent, 0.8),
      descent: Math.abs(finite(style?.descent, 0.2)),
      rightToLeft: item.dir === 'rtl',
      font: item.fontName,
    });
  }
  return runs;
}

function finite(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) && value !== 0 ? value : otherwise;
}

function toMatrix(values: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = values;
  return [a, b, c, d, e, f];
}

/** The matrix that applies `second`, then `first`. */
function multiply(first: Matrix, second: Matrix): Matrix {
  return [
    first[0] * second[0] + first[2] * second[1],
    first[1] * second[0] + first[3] * second[1],
    first[0] * second[2] + first[2] * second[3],
    first[1] * second[2] + first[3] * second[3],
    first[0] * second[4] + first[2] * second[5] + first[4],
    first[1] * second[4] + first[3] * second[5] + first[5],
  ];
}
