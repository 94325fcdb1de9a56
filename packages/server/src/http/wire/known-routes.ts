import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The addresses of a scope, to tell a wrong method from a wrong address. */
export interface KnownRoutes {
  /** The path as the router reads it: without query, repeated slashes and slash at the end. */
  pathOf(request: FastifyRequest): string;
  has(path: string): boolean;
}

/** Notes every route that is added to this scope from now on, and to those inside it. */
export function noteRoutes(app: FastifyInstance): KnownRoutes {
  const patterns: (readonly string[])[] = [];
  app.addHook('onRoute', ({ url }) => void patterns.push(url.split('/')));
  return {
    pathOf: ({ url }) => {
      const [path = ''] = url.split('?', 1);
      return path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
    },
    has: (path) => {
      const parts = path.split('/');
      return patterns.some((pattern) => matches(pattern, parts));
    },
  };
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]));
}
