import type { ErrorCode, Problem } from '../domain/errors.ts';

/** The HTTP status of each code in the dialects that have real statuses. The compiler keeps it complete. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  'invalid-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  'rate-limited': 429,
  'model-auth': 502,
  'model-quota': 429,
  'model-context': 422,
  'model-filtered': 422,
  'model-unavailable': 503,
  'store-unavailable': 503,
  'parse-failed': 422,
  timeout: 504,
  cancelled: 499,
  interrupted: 503,
  internal: 500,
};

/** The `code` of an error event once an old-style stream has begun. */
export const STREAM_CODE_OF: Readonly<Record<ErrorCode, number>> = {
  'invalid-request': 500,
  unauthenticated: 403,
  forbidden: 403,
  'not-found': 404,
  conflict: 500,
  'too-large': 500,
  unsupported: 500,
  'rate-limited': 429,
  'model-auth': 500,
  'model-quota': 429,
  'model-context': 500,
  'model-filtered': 500,
  'model-unavailable': 500,
  'store-unavailable': 500,
  'parse-failed': 500,
  timeout: 504,
  cancelled: 500,
  interrupted: 500,
  internal: 500,
};

/** The `code` of the `/v1` envelope for an error before any stream. */
export const ENVELOPE_CODE_OF: Readonly<Record<ErrorCode, number>> = {
  'invalid-request': 101,
  unauthenticated: 401,
  forbidden: 103,
  'not-found': 102,
  conflict: 102,
  'too-large': 101,
  unsupported: 101,
  'rate-limited': 109,
  'model-auth': 105,
  'model-quota': 105,
  'model-context': 102,
  'model-filtered': 102,
  'model-unavailable': 105,
  'store-unavailable': 105,
  'parse-failed': 102,
  timeout: 105,
  cancelled: 100,
  interrupted: 100,
  internal: 100,
};

/** Errors that Fastify itself makes, before or after a handler, with what they mean to a caller. */
export function fastifyProblem(error: {
  readonly code?: string;
  readonly statusCode?: number;
}): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return refused('invalid-request', 'The body is not valid JSON; send a JSON object.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refused('invalid-request', 'The body has another length than its header says; send it again.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refused('unsupported', 'The body has a type that is not read here; send `application/json`.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refused(
        'too-large',
        'The body is larger than this address takes; send less at once, and files as an upload.',
      );
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refused(
        'invalid-request',
        'The address of the request cannot be read; check its length and escapes.',
      );
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return refused('unsupported', 'Send the files as `multipart/form-data`.');
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return refused('too-large', 'There are too many parts in one request; send the files in several.');
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? refused('invalid-request', 'The request could not be read; check its address, headers and body.')
        : undefined;
  }
}

function refused(code: ErrorCode, message: string): Problem {
  return { code, message, retryable: false };
}
