import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, toProblem } from '../../domain/errors.ts';
import { ENVELOPE_CODE_OF, fastifyProblem } from '../problem.ts';

/** An outcome of `/v1` in its own words: thrown where the contract fixes code and message. */
export class EnvelopeError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'EnvelopeError';
    this.code = code;
  }
}

export interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export function success(data: unknown, message = 'success'): Envelope {
  return { code: 0, message, data };
}

/** What a failure carries as `data`: nothing for "data errors", null where no handler ran to its end, else false. */
function failure(code: number, message: string): Envelope {
  if (code === 102) return { code, message };
  return { code, message, data: [100, 101, 401].includes(code) ? null : false };
}

const UNAUTHORIZED = failure(401, "<Unauthorized '401: Unauthorized'>");
export const METHOD_NOT_ALLOWED = failure(100, "<MethodNotAllowed '405: Method Not Allowed'>");

/** Every error of `/v1` before a stream: HTTP 200, the outcome in `code`. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).send(toEnvelope(error, request));
}

function toEnvelope(error: unknown, request: FastifyRequest): Envelope {
  if (error instanceof EnvelopeError) return failure(error.code, error.message);
  const problem =
    (error instanceof AppError ? undefined : fastifyProblem(error as FastifyError)) ?? toProblem(error);
  if (problem.code === 'unauthenticated') return UNAUTHORIZED;
  if (problem.code === 'internal') request.log.error({ err: error }, 'a request failed');
  return failure(ENVELOPE_CODE_OF[problem.code], problem.message);
}
