import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { Turns } from '../chat/turn-request.ts';
import {
  type Action,
  type Authorized,
  authorize,
  type Principal,
  type ResourceKind,
} from '../domain/access.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import type { Document, KnowledgeBase } from '../domain/document.ts';
import { AppError } from '../domain/errors.ts';
import type { Repositories } from '../ports/repositories.ts';

export type Grant = `${ResourceKind}:${Action}`;
/** What a route needs: nothing, somebody who is signed in, or rights to the resources that it loads. */
export type Access = 'public' | 'account' | readonly [Grant, ...Grant[]];

/** Who calls, with the only way to the things that the route has declared: every one of them is checked. */
export interface Visitor {
  readonly principal: Principal;
  /** What the caller sent. */
  readonly token: string;
  knowledgeBase(id: string): Promise<Authorized<KnowledgeBase>>;
  document(id: string): Promise<Authorized<Document>>;
  dialog(id: string): Promise<Authorized<Dialog>>;
  conversation(id: string): Promise<Authorized<Conversation>>;
  turn(id: string): Promise<Authorized<FoundTurn>>;
}

export type FoundTurn = NonNullable<Awaited<ReturnType<Turns['find']>>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    visitor: Visitor | null;
  }
  interface FastifyInstance {
    /** Every route with what it needs: for the test that calls each of them as a stranger. */
    declaredRoutes: DeclaredRoute[];
  }
}

/** Options of a route that anybody may post to. A stranger's body is small; it is read before anybody has signed in. */
export const FOR_ANYBODY = { config: { access: 'public' }, bodyLimit: 65_536 } as const;

export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

export interface AccessParts {
  readonly accounts: Pick<Accounts, 'authenticate'>;
  readonly repositories: Pick<Repositories, 'knowledgeBases' | 'documents' | 'dialogs' | 'conversations'>;
  readonly turns: Pick<Turns, 'find'>;
}

/** Makes it impossible to add a route that does not say who may call it. Comes before the first route. */
export function requireDeclaredAccess(app: FastifyInstance): void {
  app.decorateRequest('visitor', null);
  const declared: DeclaredRoute[] = [];
  app.decorate('declaredRoutes', declared);
  app.addHook('onRoute', ({ method: methods, url, config }) => {
    for (const method of [methods].flat()) {
      const access = config?.access;
      if (access === undefined) throw new Error(`The route ${method} ${url} does not declare its access.`);
      declared.push({ method, url, access });
    }
  });
}

/** Lets nobody without a valid token past, except to the public routes of this scope. */
export function addGate(app: FastifyInstance, parts: AccessParts): void {
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.access === 'public') return;
    const token = tokenOf(request);
    const principal = token === undefined ? undefined : await parts.accounts.authenticate(token);
    if (principal === undefined || token === undefined) {
      throw new AppError(
        'unauthenticated',
        'Sign in first: the token in `Authorization` is missing or has ended.',
      );
    }
    request.visitor = createVisitor(parts, request, principal, token);
  });
}

/** The caller of a route that is not public. */
export function visitorOf(request: FastifyRequest): Visitor {
  if (request.visitor === null) throw new Error('The route is public: nobody has signed in.');
  return request.visitor;
}

/** The token in `Authorization`, with or without `Bearer` before it. */
function tokenOf(request: FastifyRequest): string | undefined {
  const [, token] = /^(?:bearer\s+)?(\S{1,4096})$/i.exec(request.headers.authorization?.trim() ?? '') ?? [];
  return token;
}

function createVisitor(
  { repositories, turns }: AccessParts,
  request: FastifyRequest,
  principal: Principal,
  token: string,
): Visitor {
  const open = <T extends { readonly tenantId: string }>(
    kind: ResourceKind,
    find: (id: string) => Promise<T | undefined>,
  ) => {
    return async (id: string): Promise<Authorized<T>> =>
      authorize(principal, declaredAction(request, kind), kind, await find(id));
  };
  return {
    principal,
    token,
    knowledgeBase: open('knowledge-base', (id) => repositories.knowledgeBases.find(id)),
    document: open('document', (id) => repositories.documents.find(id)),
    dialog: open('dialog', (id) => repositories.dialogs.find(id)),
    conversation: open('conversation', (id) => repositories.conversations.find(id)),
    turn: open('turn', (id) => turns.find(id)),
  };
}

/** What the route said it would do with things of this kind. */
function declaredAction(request: FastifyRequest, kind: ResourceKind): Action {
  const { access } = request.routeOptions.config;
  const grant = Array.isArray(access) ? access.find((item: Grant) => item.startsWith(`${kind}:`)) : undefined;
  if (grant === undefined) {
    throw new Error(`${request.method} ${request.routeOptions.url} uses a ${kind} that it has not declared.`);
  }
  return grant.slice(kind.length + 1) as Action;
}
