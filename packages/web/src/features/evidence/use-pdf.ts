import { ColloquyError } from '@colloquy/client';
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { client, queryClient } from '../../app/services.ts';

/** Why a PDF cannot be drawn: `locked` by a password, `broken`, `deleted` meanwhile, or `unread`: not got from the server. */
export type PdfFailure = 'locked' | 'broken' | 'deleted' | 'unread';

/** Neither is there while it is being opened. */
export interface OpenPdf {
  readonly file?: PDFDocumentProxy;
  readonly failure?: PdfFailure;
}

/** Opens a PDF of `size` bytes by the parts that are looked at, and closes it when it is no longer shown. */
export function usePdf(documentId: string, size: number): OpenPdf {
  const [pdf, setPdf] = useState<OpenPdf>({});
  useEffect(() => {
    const { signal, close } = closing();
    let task: PDFDocumentLoadingTask | undefined;
    const fail = (error: unknown): void => {
      if (!signal.aborted) setPdf({ failure: toFailure(error) });
    };
    const open = async (): Promise<void> => {
      const { loadPdf } = await import('./pdf-library.ts');
      if (signal.aborted) return;
      task = loadPdf(size, (range) => readPart(documentId, range), fail);
      const file = await task.promise;
      if (!signal.aborted) setPdf({ file });
    };
    open().catch(fail);
    return () => {
      close();
      void task?.destroy();
      setPdf({});
    };
  }, [documentId, size]);
  return pdf;
}

function closing(): { readonly signal: AbortSignal; readonly close: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, close: () => controller.abort() };
}

/** Through the cache of queries, which keeps nothing of it: there failures are noticed, and passing ones tried again. */
function readPart(
  documentId: string,
  range: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  return queryClient.fetchQuery({
    queryKey: ['part', documentId, range.start, range.end],
    queryFn: ({ signal }) => client.documentPart(documentId, range, signal),
    gcTime: 0,
  });
}

function toFailure(error: unknown): PdfFailure {
  if (error instanceof ColloquyError) return error.status === 404 ? 'deleted' : 'unread';
  if (error instanceof Error && error.name === 'PasswordException') return 'locked';
  // The library itself did not come.
  return error instanceof TypeError ? 'unread' : 'broken';
}
