import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, toProblem } from '../../domain/errors.ts';
import { ENVELOPE_CODE_OF, fastifyProblem } from '../problem.ts';

/** An outcome of the old dialects in their own words: thrown where the contract fixes code and message. */
export class EnvelopeError extends Error {
  readonly code: number;
  /** What the answer carries as `data`; absent: what the dialect gives with this code. */
  readonly data: { readonly value: unknown } | undefined;

  constructor(code: number, message: string, options: { readonly data?: unknown } = {}) {
    super(message);
    this.name = 'EnvelopeError';
    this.code = code;
    this.data = 'data' in options ? { value: options.data } : undefined;
  }
}

export interface Envelope {
  readonly code: number;
  readonly message?: string;
  readonly data?: unknown;
}

/** Makes the envelope of a failure; the dialects differ in what stands beside code and message. */
type FailureForm = (code: number, message: string) => Envelope;

/** A success of `/v1`: always with message and data. */
export function success(data: unknown, message = 'success'): Envelope {
  return { code: 0, message, data };
}

/** A success of `/api/v1`: no message, and no data where there is none. `more` stands beside them. */
export function tokenSuccess(data?: unknown, more: Readonly<Record<string, unknown>> = {}): Envelope {
  return { code: 0, ...(data === undefined || data === null ? {} : { data }), ...more };
}

/** A failure of `/v1`: no data for "data errors", null where no handler ran to its end, else false. */
const webFailure: FailureForm = (code, message) => {
  if (code === 102) return { code, message };
  return { code, message, data: [100, 101, 401].includes(code) ? null : false };
};

/** A failure of `/api/v1`: these two keys and no other, by which old clients know a download that failed. */
const tokenFailure: FailureForm = (code, message) => ({ code, message });

const UNAUTHORIZED = webFailure(401, "<Unauthorized '401: Unauthorized'>");
const METHOD_NOT_ALLOWED = webFailure(100, "<MethodNotAllowed '405: Method Not Allowed'>");
const NOT_FOUND = webFailure(100, "<NotFound '404: Not Found'>");

/** Every error of `/v1` before a stream: HTTP 200, the outcome in `code`. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).send(toEnvelope(error, request, webFailure));
}

/** The same for `/api/v1`. */
export function answerTokenError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).send(toEnvelope(error, request, tokenFailure));
}

/** What a known address answers to a method that it does not have. */
export function answerWrongMethod(reply: FastifyReply): FastifyReply {
  return reply.code(200).send(METHOD_NOT_ALLOWED);
}

/** What `/api/v1` answers for an unknown address. */
export function answerUnknownAddress(reply: FastifyReply): FastifyReply {
  return reply.code(200).send(NOT_FOUND);
}

function toEnvelope(error: unknown, request: FastifyRequest, failure: FailureForm): Envelope {
  if (error instanceof EnvelopeError) {
    const { code, message, data } = error;
    return data === undefined ? failure(code, message) : { code, message, data: data.value };
  }
  const problem =
    (error instanceof AppError ? undefined : fastifyProblem(error as FastifyError)) ?? toProblem(error);
  if (problem.code === 'unauthenticated') return UNAUTHORIZED;
  if (problem.code === 'internal') request.log.error({ err: error }, 'a request failed');
  return failure(ENVELOPE_CODE_OF[problem.code], problem.message);
}
