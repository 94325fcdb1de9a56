import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TurnRequest } from '../../chat/turn-request.ts';
import { AppError } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import { type CumulativeContext, createCumulativeEncoder, finalData } from '../encoders/cumulative.ts';
import type { DialectParts } from '../parts.ts';
import { fieldsOf } from '../wire/body.ts';
import { EnvelopeError, success } from '../wire/envelope.ts';
import { type CompletionRequest, toCompletionRequest } from './completion-request.ts';
import { ownConversation, ownDialog } from './own.ts';

/** `POST /v1/conversation/completion`: a question in a conversation, answered as a stream or as one object. */
export function addCompletionRoute(app: FastifyInstance, parts: DialectParts): void {
  const { turns, readers, now, countTokens } = parts;
  const access = ['conversation:ask', 'dialog:ask'] as const;
  app.post('/conversation/completion', { config: { access } }, async (request, reply) => {
    const wish = toCompletionRequest(fieldsOf(request.body, 'conversation_id', 'messages'));
    const turn = await toTurnRequest(parts, request, wish);
    const { turnId, messageId } = await turns.start(turn);
    const { conversationId } = wish;
    const cite = wish.cite && turn.dialog.answer.cite;
    const context: CumulativeContext = { conversationId, messageId, cite, now, countTokens };
    const reading = { turnId, tenantId: turn.tenantId, after: 0 };
    if (wish.stream) return readers.stream(reply, reading, createCumulativeEncoder(context));
    const last = await readers.lastEvent(reply, reading);
    if (last === undefined) return reply.hijack();
    if (last.type === 'error') throw new EnvelopeError(100, last.problem.message);
    return success(finalData(last, context));
  });
}

async function toTurnRequest(
  parts: DialectParts,
  request: FastifyRequest,
  wish: CompletionRequest,
): Promise<TurnRequest> {
  const { tenantId, userId } = visitorOf(request).principal;
  const conversation = await ownConversation(parts.repositories, request, wish.conversationId);
  const dialog = await ownDialog(request, conversation.dialogId);
  if (dialog === undefined) throw new EnvelopeError(102, 'Dialog not found!');
  if (wish.model !== undefined) await checkModel(parts, tenantId, wish.model.ref);
  const { question, history, documentIds, variables, cite, model } = wish;
  return {
    tenantId,
    userId,
    dialog,
    ...(model === undefined ? { conversation } : { model }),
    question,
    history,
    documentIds,
    variables,
    cite,
  };
}

async function checkModel(
  { models }: DialectParts,
  tenantId: string,
  ref: `${string}@${string}`,
): Promise<void> {
  await models.chat(tenantId, ref).catch((error) => {
    const refused =
      error instanceof AppError && ['not-found', 'invalid-request', 'unsupported'].includes(error.code);
    throw refused ? new EnvelopeError(102, `Cannot use specified model ${ref}.`) : error;
  });
}
