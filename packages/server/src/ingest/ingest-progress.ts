import type { Document, IngestStage } from '../domain/document.ts';
import type { Documents } from '../ports/repositories.ts';

/** Progress is written at most this often, in milliseconds. */
const INTERVAL = 300;

/** Writes which stage a document is in and how far it is, but not every step of one that is done at once. */
export interface IngestProgress {
  /** Resolves to false when the document is gone. `progress` is 0 to 1 over all stages. */
  to(stage: IngestStage, progress: number): Promise<boolean>;
  /** Nothing is written any more when it resolves. */
  end(): Promise<void>;
}

/** @param parts.now milliseconds since the epoch */
export function createIngestProgress(
  parts: { readonly documents: Pick<Documents, 'update'>; readonly now: () => number },
  documentId: string,
): IngestProgress {
  let latest: Partial<Document> = {};
  let writtenAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<boolean> = Promise.resolve(true);
  let timer: NodeJS.Timeout | undefined;
  const write = (): Promise<boolean> => {
    clearTimeout(timer);
    timer = undefined;
    writtenAt = parts.now();
    writing = parts.documents.update(documentId, { ...latest, status: 'working', updatedAt: writtenAt });
    return writing;
  };
  return {
    async to(stage, progress) {
      latest = { stage, progress, problem: undefined };
      const rest = writtenAt + INTERVAL - parts.now();
      if (rest <= 0) return write();
      // A stage that lasts shows itself; whoever waits for it hears of an error at the next step.
      timer ??= setTimeout(() => write().catch(() => undefined), rest);
      return true;
    },
    async end() {
      clearTimeout(timer);
      await writing.catch(() => undefined);
    },
  };
}
