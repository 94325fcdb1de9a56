import {
  GlobalWorkerOptions,
  getDocument,
  PDFDataRangeTransport,
  version,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Bytes that are asked for at once; the library puts neighbouring parts together. */
const PART = 65_536;

/** Gives the bytes of a file from `start` up to, not including, `end`. */
export type ReadPart = (range: { readonly start: number; readonly end: number }) => Promise<Uint8Array>;

GlobalWorkerOptions.workerSrc = workerAddress;

/**
 * Opens a PDF of `size` bytes of which only the parts that are needed are read. A part that cannot be read leaves the
 * library waiting: `onFailure` is told, and the document is to be closed.
 */
export function loadPdf(
  size: number,
  read: ReadPart,
  onFailure: (error: unknown) => void,
): ReturnType<typeof getDocument> {
  class Parts extends PDFDataRangeTransport {
    override requestDataRange(start: number, end: number): void {
      read({ start, end: Math.min(end, size) }).then((bytes) => this.onDataRange(start, bytes), onFailure);
    }
  }
  const files = `${import.meta.env.BASE_URL}assets/pdfjs-${version}`;
  return getDocument({
    range: new Parts(size, null),
    rangeChunkSize: PART,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: `${files}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${files}/standard_fonts/`,
    wasmUrl: `${files}/wasm/`,
    // The page's policy lets no WebAssembly run; the library has the same decoders as plain scripts.
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    verbosity: 0,
  });
}
