import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { AppError, type Problem, toProblem } from '../../domain/errors.ts';
import { addGate, sessionOrKeyDoor } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { fastifyProblem, STATUS_OF } from '../problem.ts';
import { addAccountRoutes } from './account-routes.ts';
import { addConversationRoutes } from './conversation-routes.ts';
import { addInstallationRoutes } from './installation-routes.ts';
import { addLibraryRoutes } from './library-routes.ts';
import { addTurnRoutes } from './turn-routes.ts';

/** Our own dialect: typed events, real statuses, errors as a `Problem`. */
export async function typedDialect(app: FastifyInstance, parts: DialectParts): Promise<void> {
  addGate(app, parts, sessionOrKeyDoor(parts));
  allowEmptyBodies(app);
  addAccountRoutes(app, parts);
  addInstallationRoutes(app, parts);
  addConversationRoutes(app, parts);
  addTurnRoutes(app, parts);
  await app.register(addLibraryRoutes, parts);
}

/** Many clients name JSON as the type of every request, also of those without a body: that is no body, not a bad one. */
function allowEmptyBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parseJson(request, body, done);
  });
}

/** Errors as a `Problem` with its status. For the dialect, and for whatever belongs to no dialect. */
export function addProblemAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem =
      (error instanceof AppError ? undefined : fastifyProblem(error as FastifyError)) ?? toProblem(error);
    if (problem.code === 'internal') request.log.error({ err: error }, 'a request failed');
    addRetryAfter(reply, error);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, {
      code: 'not-found',
      message: 'There is nothing at this address; check its path and its method.',
      retryable: false,
    }),
  );
}

/** One problem as the whole answer. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply.code(STATUS_OF[problem.code]).type('application/json; charset=utf-8').send(problem);
}

function addRetryAfter(reply: FastifyReply, error: unknown): void {
  if (!(error instanceof AppError) || error.retryAfterMilliseconds === undefined) return;
  reply.header('retry-after', Math.ceil(error.retryAfterMilliseconds / 1_000));
}
