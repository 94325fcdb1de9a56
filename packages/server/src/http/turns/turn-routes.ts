import { AnswerFeedback, NewTurn } from '@colloquy/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TurnRequest } from '../../chat/turn-request.ts';
import { AppError } from '../../domain/errors.ts';
import { newId } from '../../domain/id.ts';
import { type Visitor, visitorOf } from '../access.ts';
import { encodeEvents } from '../encoders/events.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { dialogFor } from './dialog-for.ts';
import { idIn } from './parameters.ts';

/** Decimal digits only: `Number` would take `1e3`, `0x2` and blanks as well. */
const EventNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** Turns: started, followed, stopped. */
export function addTurnRoutes(app: FastifyInstance, parts: DialectParts): void {
  const { turns, readers } = parts;

  app.post(
    '/turns',
    { config: { access: ['conversation:ask', 'dialog:ask', 'knowledge-base:read'] } },
    async (request, reply) => {
      const visitor = visitorOf(request);
      const { tenantId } = visitor.principal;
      const turn = parse(NewTurn, request.body);
      const { turnId, messageId } = await turns.start(await toTurnRequest(parts, visitor, turn));
      if (!prefersNoWait(request)) return readers.stream(reply, { turnId, tenantId, after: 0 }, encodeEvents);
      reply.code(202).headers({ location: `/turns/${turnId}/events`, 'preference-applied': 'respond-async' });
      return { turnId, messageId };
    },
  );

  const reading = { config: { access: ['turn:read'] }, exposeHeadRoute: false } as const;
  app.get('/turns/:id/events', reading, async (request, reply) => {
    const after = lastSeen(request);
    const { turnId, tenantId } = await visitorOf(request).turn(idIn(request));
    return readers.stream(reply, { turnId, tenantId, after }, encodeEvents);
  });
  // Without a body there is nothing to wait for.
  app.head('/turns/:id/events', reading, async (request, reply) => {
    lastSeen(request);
    await visitorOf(request).turn(idIn(request));
    return reply.type('text/event-stream; charset=utf-8').send();
  });

  app.post('/turns/:id/stop', { config: { access: ['turn:write'] } }, async (request) => {
    const { turnId } = await visitorOf(request).turn(idIn(request));
    return { stopped: await turns.stop(turnId) };
  });

  app.put('/turns/:id/feedback', { config: { access: ['turn:write'] } }, async (request, reply) => {
    const { thumb, text } = parse(AnswerFeedback, request.body);
    const { turnId, conversationId, messageId } = await visitorOf(request).turn(idIn(request));
    const feedback = thumb === null ? undefined : { thumb, ...(text ? { text } : {}) };
    const answer = { conversationId, id: messageId, turnId };
    if (!(await parts.repositories.conversations.rateAnswer(answer, feedback)))
      throw new AppError('not-found', 'Only answers that are stored in a conversation can be rated.');
    reply.code(204);
  });
}

async function toTurnRequest(parts: DialectParts, visitor: Visitor, turn: NewTurn): Promise<TurnRequest> {
  const { tenantId, userId } = visitor.principal;
  const conversation =
    turn.conversationId === undefined ? undefined : await visitor.conversation(turn.conversationId);
  if (conversation !== undefined && ![undefined, conversation.dialogId].includes(turn.dialogId)) {
    throw new AppError(
      'invalid-request',
      '`dialogId` is not the assistant of this conversation; leave it out.',
      {
        field: 'dialogId',
      },
    );
  }
  if (conversation !== undefined && turn.history !== undefined) {
    throw new AppError('invalid-request', '`history` is for turns without `conversationId`; leave it out.', {
      field: 'history',
    });
  }
  if (turn.replaces !== undefined && (conversation === undefined || turn.replaces === turn.messageId)) {
    throw new AppError(
      'invalid-request',
      '`replaces` is another question of the conversation in `conversationId`; leave it out or name one.',
      { field: 'replaces' },
    );
  }
  // One after the other: the first that is not the caller's own ends it.
  for (const id of turn.baseIds ?? []) await visitor.knowledgeBase(id);
  return {
    tenantId,
    userId,
    dialog: await dialogFor(parts, visitor, conversation?.dialogId ?? turn.dialogId),
    conversation,
    question: { id: turn.messageId ?? newId(), text: turn.question },
    replaces: turn.replaces,
    history: turn.history,
    knowledgeBaseIds: turn.baseIds,
    documentIds: turn.documentIds,
  };
}

/** `Prefer: respond-async` (RFC 7240): the caller takes an answer at once and reads the events later. */
function prefersNoWait(request: FastifyRequest): boolean {
  return /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(String(request.headers.prefer ?? ''));
}

/** Number of the last event that the reader has: `Last-Event-ID`, or `?after=` for those who cannot send headers. */
function lastSeen(request: FastifyRequest): number {
  const { after } = parse(z.object({ after: EventNumber.optional() }), request.query);
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') return after ?? 0;
  return parse(z.object({ 'Last-Event-ID': EventNumber }), { 'Last-Event-ID': header })['Last-Event-ID'];
}
