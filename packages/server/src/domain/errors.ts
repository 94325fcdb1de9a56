/** What went wrong, as far as a caller can act on it. The texts are for people; programs read the code. */
export type ErrorCode =
  | 'invalid-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'too-large'
  | 'unsupported'
  | 'model-auth'
  | 'model-quota'
  | 'model-context'
  | 'model-filtered'
  | 'model-unavailable'
  | 'store-unavailable'
  | 'parse-failed'
  | 'timeout'
  | 'cancelled'
  | 'interrupted'
  | 'internal';

/** An error as plain data: what streams, HTTP answers and stored rows carry. */
export interface Problem {
  readonly code: ErrorCode;
  /** A sentence for a person: what happened and what to do. Never contains secrets or stack traces. */
  readonly message: string;
  /** The same request may succeed later. */
  readonly retryable: boolean;
  /** The request field that is at fault, for `invalid-request`. */
  readonly field?: string;
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'rate-limited',
  'model-quota',
  'model-unavailable',
  'store-unavailable',
  'timeout',
  'interrupted',
]);

/** The one error class of the server: made where the cause is known, translated by {@link toProblem}. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly field: string | undefined;
  /** Milliseconds after which a retry makes sense, when the other side said so. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean; field?: string; retryAfterMilliseconds?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? RETRYABLE.has(code);
    this.field = options.field;
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }
}

/**
 * The only translation of a thrown value into data. An abort becomes `cancelled`; what we do not know becomes
 * `internal` with a fixed sentence, and its text stays in the server's log.
 */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof AppError) {
    const { code, message, retryable, field } = thrown;
    return field === undefined ? { code, message, retryable } : { code, message, retryable, field };
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'cancelled', message: 'The request was cancelled.', retryable: false };
  }
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return { code: 'timeout', message: 'The operation took too long.', retryable: true };
  }
  return {
    code: 'internal',
    message: 'Something went wrong in the server; its log has the details.',
    retryable: false,
  };
}

/** Rebuilds the error that {@link toProblem} flattened, e.g. after it crossed a thread or was stored in a row. */
export function fromProblem(problem: Problem): AppError {
  const { code, message, retryable, field } = problem;
  return new AppError(code, message, field === undefined ? { retryable } : { retryable, field });
}
