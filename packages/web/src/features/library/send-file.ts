import { ColloquyError } from '@colloquy/client';
import type { Problem, Upload } from '@colloquy/protocol';
import { strings } from '../../strings/strings.ts';

/** What became of one file that was sent. */
export type SentFile = Upload['files'][number];

export interface FileToSend {
  readonly baseId: string;
  readonly name: string;
  readonly file: File;
  readonly token: string | undefined;
  /** Bytes that have left this machine. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends one file and tells how far it is, which `fetch` cannot.
 * @throws ColloquyError as the client does; `unreachable` when no answer came
 */
export function sendFile({ baseId, name, file, token, onProgress, signal }: FileToSend): Promise<SentFile> {
  const form = new FormData();
  form.append('file', file, name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    request.onload = () => settle(request, resolve, reject);
    request.onerror = () => reject(new ColloquyError(0, unreachable()));
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.open('POST', `/bases/${encodeURIComponent(baseId)}/documents`);
    request.setRequestHeader('accept', 'application/json');
    if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.send(form);
  });
}

function settle(
  { status, responseText }: XMLHttpRequest,
  resolve: (sent: SentFile) => void,
  reject: (error: ColloquyError) => void,
): void {
  const body = parse(responseText);
  const sent = status < 400 ? (body as Upload | undefined)?.files[0] : undefined;
  if (sent === undefined) reject(new ColloquyError(status, isProblem(body) ? body : unexplained(status)));
  else resolve(sent);
}

/** An answer without a problem comes from something between here and the server. */
function unexplained(status: number): Problem {
  if (status === 413) {
    return { code: 'too-large', message: strings.library.proxyTooLarge, retryable: true };
  }
  return { code: 'internal', message: strings.library.unexplained(status), retryable: true };
}

function unreachable(): Problem {
  return { code: 'unreachable', message: strings.library.paused, retryable: true };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
}
