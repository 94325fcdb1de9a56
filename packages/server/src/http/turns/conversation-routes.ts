import { ConversationChange, NewConversation } from '@colloquy/protocol';
import type { FastifyInstance } from 'fastify';
import { visitorOf } from '../access.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { dialogFor } from './dialog-for.ts';
import { idIn, PageQuery } from './parameters.ts';
import { toConversationSummary, toConversationView, toDialogSummary } from './views.ts';

/** Assistants and the conversations with them. */
export function addConversationRoutes(app: FastifyInstance, parts: DialectParts): void {
  const { repositories, turns, conversationDesk } = parts;

  app.get('/dialogs', { config: { access: 'account' } }, async (request) => {
    const dialogs = await repositories.dialogs.list(visitorOf(request).principal.tenantId);
    return dialogs.map(toDialogSummary);
  });

  app.get('/conversations', { config: { access: 'account' } }, async (request) => {
    const { tenantId } = visitorOf(request).principal;
    const rows = await repositories.conversations.list({ tenantId }, parse(PageQuery, request.query));
    return rows.map(toConversationSummary);
  });

  app.post('/conversations', { config: { access: ['dialog:ask'] } }, async (request, reply) => {
    const { name = 'New conversation', dialogId } = parse(NewConversation, request.body);
    const visitor = visitorOf(request);
    const dialog = await dialogFor(parts, visitor, dialogId);
    reply.code(201);
    return toConversationSummary(await conversationDesk.create(visitor.principal, dialog, { name }));
  });

  app.get('/conversations/:id', { config: { access: ['conversation:read'] } }, async (request) => {
    const conversation = await visitorOf(request).conversation(idIn(request));
    return toConversationView(conversation, await conversationDesk.exchanges(conversation));
  });

  app.patch('/conversations/:id', { config: { access: ['conversation:write'] } }, async (request) => {
    const { name } = parse(ConversationChange, request.body);
    const conversation = await visitorOf(request).conversation(idIn(request));
    return toConversationSummary(await conversationDesk.rename(conversation, name));
  });

  app.delete(
    '/conversations/:id',
    { config: { access: ['conversation:delete'] } },
    async (request, reply) => {
      const { id } = await visitorOf(request).conversation(idIn(request));
      await turns.removeConversation(id);
      reply.code(204);
    },
  );
}
