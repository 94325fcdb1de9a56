import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import type { ApiKeyDesk, OpenApiKey } from '../accounts/api-keys.ts';
import type { Turns } from '../chat/turn-request.ts';
import {
  type Action,
  type Authorized,
  authorize,
  type CredentialKind,
  type Principal,
  type ResourceKind,
} from '../domain/access.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import type { Document, KnowledgeBase } from '../domain/document.ts';
import { AppError } from '../domain/errors.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { RouteDescription } from './route-description.ts';

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
  /** A key by its own text. */
  apiKey(token: string): Promise<Authorized<OpenApiKey>>;
}

export type FoundTurn = NonNullable<Awaited<ReturnType<Turns['find']>>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Fields of the body that are asked for before the credential is looked at, where the contract says so. */
    fieldsFirst?: readonly string[];
    describe?: RouteDescription;
  }
  interface FastifyRequest {
    visitor: Visitor | null;
  }
  interface FastifyInstance {
    /** Every route with what it needs: for the test that calls each of them as a stranger. */
    declaredRoutes: DeclaredRoute[];
    /** The door of this scope. */
    door?: Door;
  }
}

/** Options of a route that anybody may post to. A stranger's body is small; it is read before anybody has signed in. */
export const FOR_ANYBODY = { config: { access: 'public' }, bodyLimit: 65_536 } as const;

export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  /** What a caller may show; none in scopes without a gate, which have public routes alone. */
  readonly credentials: readonly CredentialKind[];
  readonly describe?: RouteDescription;
}

/** Who stands at the entrance of a scope. */
export interface Door {
  /** What it takes; everything else is refused. */
  readonly credentials: readonly CredentialKind[];
  /** Whose credential the request carries. @throws what the dialect says to who has none that opens */
  admit(request: FastifyRequest): Promise<{ readonly principal: Principal; readonly token: string }>;
  /** @throws what the dialect says when one of these fields is missing; for routes with `fieldsFirst` */
  readonly requireFields?: (body: unknown, fields: readonly string[]) => void;
}

export interface AccessParts {
  readonly accounts: Pick<Accounts, 'authenticate'>;
  readonly apiKeys: Pick<ApiKeyDesk, 'authenticate' | 'find'>;
  readonly repositories: Pick<Repositories, 'knowledgeBases' | 'documents' | 'dialogs' | 'conversations'>;
  readonly turns: Pick<Turns, 'find'>;
}

/** Of a route that reads its body before it knows who sends it. */
const STRANGERS_BODY_LIMIT = 1_048_576;

/** Makes it impossible to add a route that does not say who may call it. Comes before the first route. */
export function requireDeclaredAccess(app: FastifyInstance): void {
  app.decorateRequest('visitor', null);
  const declared: DeclaredRoute[] = [];
  app.decorate('declaredRoutes', declared);
  app.addHook('onRoute', function (this: FastifyInstance, options) {
    const { method: methods, url, config } = options;
    if (config?.fieldsFirst !== undefined) options.bodyLimit ??= STRANGERS_BODY_LIMIT;
    for (const method of [methods].flat()) {
      const access = config?.access;
      if (access === undefined) throw new Error(`The route ${method} ${url} does not declare its access.`);
      const credentials = this.door?.credentials ?? [];
      const describe = config?.describe;
      declared.push({ method, url, access, credentials, ...(describe && { describe }) });
    }
  });
}

/** Lets nobody without a valid credential past, except to the public routes of this scope. Comes before its routes. */
export function addGate(app: FastifyInstance, parts: AccessParts, door: Door): void {
  app.decorate('door', door);
  const admit = async (request: FastifyRequest): Promise<void> => {
    const { principal, token } = await door.admit(request);
    request.visitor = createVisitor(parts, request, principal, token);
  };
  app.addHook('onRequest', async (request) => {
    const { access, fieldsFirst } = request.routeOptions.config;
    if (request.is404 || access === 'public' || fieldsFirst !== undefined) return;
    await admit(request);
  });
  app.addHook('preHandler', async (request) => {
    const { fieldsFirst } = request.routeOptions.config;
    if (request.is404 || fieldsFirst === undefined) return;
    door.requireFields?.(request.body, fieldsFirst);
    await admit(request);
  });
}

/** Asks for a session's token, or the local one. */
export function sessionDoor(accounts: AccessParts['accounts']): Door {
  return {
    credentials: ['session', 'local'],
    async admit(request) {
      const token = tokenOf(request);
      const principal = token === undefined ? undefined : await accounts.authenticate(token);
      if (principal === undefined || token === undefined) throw signedOut();
      return { principal, token };
    },
  };
}

/** Takes a key for programs as well. */
export function sessionOrKeyDoor({ accounts, apiKeys }: Pick<AccessParts, 'accounts' | 'apiKeys'>): Door {
  return {
    credentials: ['session', 'local', 'api-key'],
    async admit(request) {
      const token = tokenOf(request);
      const principal =
        token && ((await accounts.authenticate(token)) ?? (await apiKeys.authenticate(token)));
      if (!principal) throw signedOut();
      return { principal, token };
    },
  };
}

function signedOut(): AppError {
  return new AppError(
    'unauthenticated',
    'Sign in first: the token in `Authorization` is missing or has ended.',
  );
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
  { repositories, turns, apiKeys }: AccessParts,
  request: FastifyRequest,
  principal: Principal,
  token: string,
): Visitor {
  const open = <T extends { readonly tenantId: string; readonly id?: string }>(
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
    dialog: open('dialog', async (id) => {
      const dialog = await repositories.dialogs.find(id);
      return dialog?.removedAt === undefined ? dialog : undefined;
    }),
    conversation: open('conversation', (id) => repositories.conversations.find(id)),
    turn: open('turn', (id) => turns.find(id)),
    apiKey: open('api-key', (token) => apiKeys.find(token)),
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
