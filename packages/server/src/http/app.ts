import type { Server } from 'node:http';
import Fastify, {
  type FastifyError,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { toProblem } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import { requireDeclaredAccess } from './access.ts';
import { answerClientError, watchAnswers } from './client-error.ts';
import { createConversationDesk } from './conversation-desk.ts';
import { addCommonHeaders, COMMON_HEADERS } from './headers.ts';
import { addHealth } from './health.ts';
import { addHostGuard } from './host-guard.ts';
import type { DialectParts, HttpParts } from './parts.ts';
import { fastifyProblem } from './problem.ts';
import { tokenDialect } from './sdk/token-dialect.ts';
import { addStatic } from './static.ts';
import { createTurnReaders } from './stream-turn.ts';
import { addProblemAnswers, sendProblem, typedDialect } from './turns/typed-dialect.ts';
import { discardUnreadBodies } from './unread-bodies.ts';
import { v1Dialect } from './v1/v1-dialect.ts';

const BODY_LIMIT = 64 * 1_048_576;
/** Long enough for a large upload on a slow line. */
const REQUEST_TIMEOUT = 600_000;
/** The few lines before a body come at once; who trickles them only wants to hold the connection. */
const HEADERS_TIMEOUT = 20_000;
/** How often the two are looked at. */
const CHECK_INTERVAL = 5_000;
/** Connections at the same time: beyond what a machine serves well, and within the file handles of most. */
const CONNECTIONS_AT_MOST = 8_192;
/** The turns are drained in the same time; their own last events should arrive before the streams are ended. */
const AFTER_TURNS_MILLISECONDS = 500;
/** What remains open this long after the streams were ended is cut. */
const CUT_MILLISECONDS = 2_000;

const OPTIONS: FastifyHttpOptions<Server> = {
  bodyLimit: BODY_LIMIT,
  requestTimeout: REQUEST_TIMEOUT,
  // A missing `Host` is answered in our own words, by the guard.
  http: {
    headersTimeout: HEADERS_TIMEOUT,
    connectionsCheckingInterval: CHECK_INTERVAL,
    requireHostHeader: false,
  },
  clientErrorHandler: answerClientError,
  forceCloseConnections: 'idle',
  genReqId: () => newId(),
  routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 128 },
};

/**
 * The HTTP side of the server, ready to listen. `close()` answers 503 to new requests, lets open streams end for
 * the time in the settings, ends the rest with an event that says so, and closes every connection.
 */
export async function createApp(given: HttpParts): Promise<FastifyInstance> {
  const { settings, logger } = given;
  const app = Fastify({
    ...OPTIONS,
    trustProxy: settings.trustedProxies?.length ? [...settings.trustedProxies] : false,
    frameworkErrors: answerUnrouted,
    logController: new LogController({ disableRequestLogging: true }),
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
  }) as FastifyInstance;
  app.server.maxConnections = settings.maxConnections ?? CONNECTIONS_AT_MOST;
  watchAnswers(app);
  const now = given.now ?? Date.now;
  const readers = createTurnReaders({
    ...given,
    log: app.log,
    ...(settings.sse ? { times: settings.sse } : {}),
  });
  const parts: DialectParts = {
    ...given,
    now,
    readers,
    conversationDesk: createConversationDesk({ ...given, now }),
  };

  requireDeclaredAccess(app);
  addCommonHeaders(app);
  addHostGuard(app, settings);
  addRequestLog(app);
  addProblemAnswers(app);
  const draining = addDrain(app, parts);
  discardUnreadBodies(app, draining);
  addHealth(app, draining);
  await app.register(typedDialect, parts);
  await app.register(v1Dialect, { ...parts, prefix: '/v1' });
  await app.register(tokenDialect, { ...parts, prefix: '/api/v1' });
  if (settings.webFolder !== undefined) await addStatic(app, settings.webFolder);
  return app;
}

/** Addresses that cannot be read reach no route, no hook and no dialect. */
function answerUnrouted(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(COMMON_HEADERS);
  sendProblem(reply, fastifyProblem(error) ?? toProblem(error));
}

/** One line an answer, without query, headers or body. */
function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds }, 'answered');
  });
}

function addDrain(app: FastifyInstance, { readers, settings }: DialectParts): () => boolean {
  let draining = false;
  app.addHook('preClose', async () => {
    draining = true;
    await readers.close(settings.drainMilliseconds + AFTER_TURNS_MILLISECONDS);
    setTimeout(() => app.server.closeAllConnections(), CUT_MILLISECONDS).unref();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close');
  });
  return () => draining;
}
