import type { Dispatcher } from 'undici';
import { AppError, type ErrorCode } from '../../domain/errors.ts';
import { hostOf } from './connection.ts';

/** What a provider said when it refused: read by status, type and code, never by its wording. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly code: string;
  /** The request field that it names, e.g. `max_tokens`. */
  readonly param: string;
  readonly message: string;
  readonly retryAfterMilliseconds?: number;
}

const CONTEXT = new Set(['context_length_exceeded', 'string_above_max_length', 'exceed_context_size_error']);
const FILTERED = new Set(['content_filter', 'content_policy_violation', 'ResponsibleAIPolicyViolation']);
const QUOTA = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'insufficient_balance']);
const RATE = new Set(['rate_limit_exceeded', 'rate_limit_error', 'tokens', 'requests']);
const AUTH = new Set(['invalid_api_key', 'authentication_error', 'permission_error']);
const NO_MODEL = new Set(['model_not_found', 'unknown_model']);

const LONGEST_ERROR_BODY = 65_536;

/** Reads the body of an error answer (at most 64 KiB of it). */
export async function readRefusal(response: Dispatcher.ResponseData): Promise<Refusal> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > LONGEST_ERROR_BODY) break;
    }
  } catch {
    // The status alone will do.
  }
  const retryAfter = retryAfterMilliseconds(response.headers, Date.now());
  const refusal = toRefusal(response.statusCode, parse(text));
  return retryAfter === undefined ? refusal : { ...refusal, retryAfterMilliseconds: retryAfter };
}

/** An error object as providers write it: `{error: {message, type, code, param}}`, `{error: "text"}`, or bare. */
export function toRefusal(status: number, body: unknown): Refusal {
  const outer = fields(body);
  const error = typeof outer.error === 'string' ? { message: outer.error } : fields(outer.error ?? body);
  const { type, code, param, message } = error;
  const coded = typeof code === 'number' && code >= 400 ? code : status;
  return { status: coded, type: word(type), code: word(code), param: word(param), message: word(message) };
}

/** The error that a caller can act on. */
export function refusalError(
  refusal: Refusal,
  about: { readonly baseUrl: string; readonly model: string; readonly apiKey?: string },
): AppError {
  const code = codeOf(refusal);
  const retryable =
    code === 'rate-limited' || code === 'timeout' || (code === 'model-unavailable' && isPassing(refusal));
  const { retryAfterMilliseconds } = refusal;
  return new AppError(code, sentence(code, refusal, about), {
    retryable,
    ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }),
  });
}

function codeOf({ status, type, code }: Refusal): ErrorCode {
  const says = (known: ReadonlySet<string>) => known.has(code) || known.has(type);
  if (says(CONTEXT) || status === 413) return 'model-context';
  if (says(FILTERED)) return 'model-filtered';
  if (says(QUOTA) || status === 402) return 'model-quota';
  if (status === 429 || says(RATE)) return 'rate-limited';
  if (status === 401 || status === 403 || says(AUTH)) return 'model-auth';
  if (status === 408 || status === 504) return 'timeout';
  return 'model-unavailable';
}

function isPassing({ status, type, code }: Refusal): boolean {
  if (NO_MODEL.has(code) || NO_MODEL.has(type)) return false;
  return status >= 500 || status === 409 || status === 425 || status < 400;
}

function sentence(
  code: ErrorCode,
  refusal: Refusal,
  about: { readonly baseUrl: string; readonly model: string; readonly apiKey?: string },
): string {
  const where = hostOf(about.baseUrl);
  switch (code) {
    case 'model-context':
      return `The question with its sources is longer than the model "${about.model}" accepts.`;
    case 'model-filtered':
      return `The provider's content filter refused this request to the model "${about.model}".`;
    case 'model-quota':
      return `The account at the model provider ${where} has no credit left; add credit or choose another model.`;
    case 'rate-limited':
      return `The model provider ${where} gets too many requests; try again in a moment.`;
    case 'model-auth':
      return `The model provider ${where} did not accept the key; check the key and what it may use.`;
    case 'timeout':
      return `The model provider ${where} took too long.`;
    default:
      return unavailable(refusal, about, where);
  }
}

function unavailable(
  refusal: Refusal,
  about: { readonly model: string; readonly apiKey?: string },
  where: string,
): string {
  if (refusal.status === 404 || NO_MODEL.has(refusal.code) || NO_MODEL.has(refusal.type)) {
    return `The provider ${where} has no model "${about.model}"; check the model's name and the base URL.`;
  }
  const said = refusal.message === '' ? '' : ` It said: ${withoutKeys(refusal.message, about.apiKey)}`;
  return `The model provider ${where} answered with an error (${refusal.status}).${said}`;
}

/** Providers like to repeat the key that they did not like, in full or in part. */
function withoutKeys(message: string, apiKey: string | undefined): string {
  const masked = apiKey ? message.replaceAll(apiKey, '***') : message;
  return masked.replace(/\b(?:sk|pk|key|bearer|token)[-_: ]{1,2}[\w*.-]{6,}/gi, '***').slice(0, 300);
}

/** `retry-after-ms`, or `Retry-After` as seconds or as a date. */
function retryAfterMilliseconds(
  headers: Dispatcher.ResponseData['headers'],
  now: number,
): number | undefined {
  const exact = Number.parseFloat(String(headers['retry-after-ms'] ?? ''));
  if (exact >= 0) return exact;
  const text = String(headers['retry-after'] ?? '');
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
