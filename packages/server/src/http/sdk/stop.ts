import type { FastifyInstance } from 'fastify';
import { AppError } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { EnvelopeError, tokenSuccess } from '../wire/envelope.ts';

/** `POST /api/v1/chats/{chat}/sessions/{session}/stop`: ends the answers that are being written in a session. */
export function addStopRoute(app: FastifyInstance, { turns }: DialectParts): void {
  const config = {
    access: ['conversation:write'],
    describe: { summary: 'Stops the answers that are being written in a session.', tag: 'Sessions' },
  } as const;
  app.post<{ Params: { chat: string; session: string } }>(
    '/chats/:chat/sessions/:session/stop',
    { config },
    async (request) => {
      const { chat, session } = request.params;
      const conversation = await visitorOf(request)
        .conversation(session)
        .catch((error) => {
          throw error instanceof AppError && error.code === 'not-found' ? notOwned(session) : error;
        });
      if (conversation.dialogId !== chat) throw notOwned(session);
      await turns.stopConversation(conversation.id);
      return tokenSuccess();
    },
  );
}

function notOwned(session: string): EnvelopeError {
  return new EnvelopeError(102, `You don't own the session ${session}`);
}
