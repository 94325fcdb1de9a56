import type { InjectOptions } from 'fastify';
import type { CredentialKind } from '../src/domain/access.ts';
import type { DeclaredRoute } from '../src/http/access.ts';
import { chunkOf, type HttpApp, LOCAL_TOKEN, type Resident } from './http-app.ts';

/** Somebody with everything that the routes can name by an id. */
export interface Target extends Resident {
  readonly turnId: string;
}

export type Answered = Awaited<ReturnType<HttpApp['app']['inject']>>;

/** Bodies with which each route would do its work for whoever owns these things. A new route adds its own here. */
function bodyFor(url: string, ids: Target): object | undefined {
  const { conversationId, dialog, base, tenantId } = ids;
  const messageId = 'stolen-question';
  const bodies: Record<string, object> = {
    '/turns': { conversationId, messageId, question: 'Stolen?', baseIds: [base.id] },
    '/turns/:id/feedback': { thumb: 'up' },
    '/conversations': { dialogId: dialog.id },
    '/conversations/:id': { name: 'Stolen' },
    '/bases': { name: 'Mine' },
    '/bases/:id': { name: 'Stolen base' },
    '/bases/:id/removals': { ids: [ids.document.id] },
    '/bases/:id/retries': { ids: [ids.document.id] },
    '/v1/conversation/set': { is_new: false, conversation_id: conversationId, name: 'Stolen' },
    '/v1/conversation/rm': { conversation_ids: [conversationId] },
    '/v1/conversation/stop': { conversation_id: conversationId },
    '/v1/conversation/completion': {
      conversation_id: conversationId,
      messages: [{ role: 'user', content: 'Stolen?', id: messageId }],
    },
    '/v1/api/new_token': { dialog_id: dialog.id },
    '/v1/api/rm': { tokens: [ids.apiKey], tenant_id: tenantId },
  };
  return bodies[url];
}

/** The address of a route with the ids of these things in it. */
function addressOf(url: string, things: Target): string {
  const [, kind = ''] = url.split('/');
  const byKind: Record<string, string> = {
    turns: things.turnId,
    bases: things.base.id,
    documents: things.document.id,
    conversations: things.conversationId,
    dialogs: things.dialog.id,
  };
  const byName: Record<string, string | undefined> = {
    id: byKind[kind],
    chat: things.dialog.id,
    dialog: things.dialog.id,
    session: things.conversationId,
    dataset: things.base.id,
    document: things.document.id,
    chunk: chunkOf(things.document).id,
    tenant: things.tenantId,
    token: things.apiKey,
  };
  const path = url.replace(/:(\w+)/g, (_, name: string) => byName[name] ?? 'x');
  const query = new URLSearchParams({
    conversation_id: things.conversationId,
    dialog_id: things.dialog.id,
    kb_id: things.base.id,
    doc_id: things.document.id,
  });
  return isOld(url) ? `${path}?${query}` : path;
}

/** True for the dialects whose status is always 200. */
export function isOld(url: string): boolean {
  return /^\/(?:api\/)?v1\//.test(url);
}

/** What a person shows to be let in. The local token is the owner's, whoever shows it. */
export function headersWith(
  kind: CredentialKind,
  { token, apiKey, beta }: Resident,
): { authorization: string } {
  const shown = { session: token, 'api-key': apiKey, beta, local: LOCAL_TOKEN };
  return { authorization: `Bearer ${shown[kind]}` };
}

/** A person who has asked a question and got an answer. */
export async function settleWithTurn(house: HttpApp, name: string): Promise<Target> {
  const resident = await house.settle(name);
  const { conversationId } = resident;
  const started = await house.app.inject({
    method: 'POST',
    url: '/turns',
    headers: { ...house.headers(resident), prefer: 'respond-async' },
    payload: { conversationId, messageId: 'q1', question: 'Hello?' },
  });
  const { turnId } = started.json();
  await house.app.inject({ url: `/turns/${turnId}/events`, headers: house.headers(resident) });
  return { ...resident, turnId };
}

/** Calls a route so that it would do its work on these things, for whoever may do that. */
export function callRoute(
  house: HttpApp,
  { method, url }: DeclaredRoute,
  headers: Record<string, string>,
  things: Target,
): Promise<Answered> {
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyFor(url, things);
  return house.app.inject({
    method: method as InjectOptions['method'],
    url: addressOf(url, things),
    headers,
    ...(body === undefined ? {} : { payload: body }),
  } as InjectOptions);
}
