import type { FastifyInstance } from 'fastify';
import { AppError } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import { EnvelopeError, tokenSuccess } from '../wire/envelope.ts';

/** `/api/v1/chatbots`: chats on embedded pages. */
export function addBotRoutes(app: FastifyInstance): void {
  const config = {
    access: ['dialog:read'],
    describe: { summary: 'What an embedded page shows of an assistant.', tag: 'Embedded pages' },
  } as const;
  app.get<{ Params: { dialog: string } }>('/chatbots/:dialog/info', { config }, async (request) => {
    const id = request.params.dialog;
    const dialog = await visitorOf(request)
      .dialog(id)
      .catch((error) => {
        throw error instanceof AppError && error.code === 'not-found'
          ? new EnvelopeError(102, `Can't find dialog by ID: ${id}`)
          : error;
      });
    return tokenSuccess({ title: dialog.name, avatar: '', prologue: dialog.prompt.opener });
  });
}
