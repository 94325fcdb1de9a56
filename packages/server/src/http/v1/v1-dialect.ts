import type { FastifyInstance } from 'fastify';
import { addGate, sessionDoor } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { addLooseBodies, requireFields } from '../wire/body.ts';
import { answerError, answerWrongMethod } from '../wire/envelope.ts';
import { noteRoutes } from '../wire/known-routes.ts';
import { addApiKeyRoutes } from './api-keys.ts';
import { addCompletionRoute } from './completion.ts';
import { addConversationRoutes } from './conversation.ts';
import { addDialogRoutes } from './dialog.ts';
import { addUserRoutes } from './user.ts';

/** The web dialect of old clients: one envelope, HTTP 200, session token. One file a resource. */
export async function v1Dialect(app: FastifyInstance, parts: DialectParts): Promise<void> {
  const routes = noteRoutes(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const path = routes.pathOf(request);
    if (routes.has(path)) return answerWrongMethod(reply);
    return reply.code(404).send({ error: 'Not Found', message: `The requested URL ${path} was not found` });
  });
  addGate(app, parts, { ...sessionDoor(parts.accounts), requireFields });
  addLooseBodies(app);
  addUserRoutes(app, parts);
  addApiKeyRoutes(app, parts);
  addDialogRoutes(app, parts);
  addConversationRoutes(app, parts);
  addCompletionRoute(app, parts);
}
