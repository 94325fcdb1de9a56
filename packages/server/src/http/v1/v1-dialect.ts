import type { FastifyInstance } from 'fastify';
import { addGate } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { addLooseBodies } from './body.ts';
import { addCompletionRoute } from './completion.ts';
import { addConversationRoutes } from './conversation.ts';
import { addDialogRoutes } from './dialog.ts';
import { answerError, METHOD_NOT_ALLOWED } from './envelope.ts';
import { addUserRoutes } from './user.ts';

/** The web dialect of old clients: one envelope, HTTP 200, session token. One file a resource. */
export async function v1Dialect(app: FastifyInstance, parts: DialectParts): Promise<void> {
  const known = new Set<string>();
  app.addHook('onRoute', ({ url }) => void known.add(url));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const path = cleanPath(request.url);
    if (known.has(path)) return reply.code(200).send(METHOD_NOT_ALLOWED);
    return reply.code(404).send({ error: 'Not Found', message: `The requested URL ${path} was not found` });
  });
  addGate(app, parts);
  addLooseBodies(app);
  addUserRoutes(app, parts);
  addDialogRoutes(app, parts);
  addConversationRoutes(app, parts);
  addCompletionRoute(app, parts);
}

/** The path as the router reads it: without query, repeated slashes and slash at the end. */
function cleanPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}
