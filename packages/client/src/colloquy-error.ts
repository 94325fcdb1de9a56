import type { Problem } from '@colloquy/protocol';

/** A request that failed, with what the server said about it. `status` is 0 when no answer came at all. */
export class ColloquyError extends Error {
  readonly status: number;
  readonly problem: Problem;

  /** Seconds after which another attempt makes sense, when the server said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    problem: Problem,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(problem.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ColloquyError';
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** What programs decide by, e.g. `not-found`; `unreachable` when no answer came. */
  get code(): string {
    return this.problem.code;
  }
}

/** The error for a server that could not be reached, or whose connection broke and could not be taken up again. */
export function unreachable(message: string, cause?: unknown): ColloquyError {
  return new ColloquyError(0, { code: 'unreachable', message, retryable: true }, { cause });
}

/** The error that an answer with a status of 400 or more stands for. Reads the body. */
export async function errorOf(response: Response): Promise<ColloquyError> {
  const body: unknown = await response.json().catch(() => undefined);
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfterSeconds = Number.isNaN(seconds) ? undefined : seconds;
  if (isProblem(body)) return new ColloquyError(response.status, body, { retryAfterSeconds });
  const message = `The server answered with status ${response.status} and no explanation.`;
  return new ColloquyError(response.status, {
    code: response.status === 401 ? 'unauthenticated' : 'internal',
    message,
    retryable: response.status >= 500 || response.status === 429,
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  );
}
