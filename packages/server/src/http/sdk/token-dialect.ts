import type { FastifyInstance } from 'fastify';
import { addGate } from '../access.ts';
import { addBotRoutes } from '../bots/bot-routes.ts';
import type { DialectParts } from '../parts.ts';
import { addLooseBodies } from '../wire/body.ts';
import { answerTokenError, answerUnknownAddress, answerWrongMethod } from '../wire/envelope.ts';
import { noteRoutes } from '../wire/known-routes.ts';
import { betaDoor, keyDoor } from '../wire/token-doors.ts';
import { addStopRoute } from './stop.ts';

/** The dialect of programs and embedded pages: `/api/v1`, HTTP 200, no message with a success. One file a resource. */
export async function tokenDialect(app: FastifyInstance, parts: DialectParts): Promise<void> {
  const routes = noteRoutes(app);
  app.setErrorHandler(answerTokenError);
  app.setNotFoundHandler((request, reply) =>
    routes.has(routes.pathOf(request)) ? answerWrongMethod(reply) : answerUnknownAddress(reply),
  );
  addLooseBodies(app);
  await app.register(async (scope) => keyRoutes(scope, parts));
  await app.register(async (scope) => betaRoutes(scope, parts));
}

/** With a key for programs. */
function keyRoutes(app: FastifyInstance, parts: DialectParts): void {
  addGate(app, parts, keyDoor(parts.apiKeys));
  addStopRoute(app, parts);
}

/** With the token of an embedded page. */
function betaRoutes(app: FastifyInstance, parts: DialectParts): void {
  addGate(app, parts, betaDoor(parts.apiKeys));
  addBotRoutes(app);
}
