import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parse } from '../parse.ts';

const WithId = z.object({ id: z.string().min(1).max(64) });

/** `?offset=&limit=`; without them everything, up to a bound. */
export const PageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100_000).default(100_000),
});

/** The `:id` of the path. */
export function idIn(request: FastifyRequest): string {
  return parse(WithId, request.params).id;
}
