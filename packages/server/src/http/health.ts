import type { FastifyInstance } from 'fastify';

/** `GET /healthz`, for whoever watches the process: 503 from the moment in which it takes no new work. */
export function addHealth(app: FastifyInstance, draining: () => boolean): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/healthz',
    config: { access: 'public' },
    handler: async (_request, reply) => {
      reply.code(draining() ? 503 : 200);
      return { status: draining() ? 'draining' : 'ok' };
    },
  });
}
