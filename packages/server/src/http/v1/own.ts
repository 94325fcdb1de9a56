import type { FastifyRequest } from 'fastify';
import { type Authorized, mayAccess } from '../../domain/access.ts';
import type { Conversation } from '../../domain/conversation.ts';
import type { Dialog } from '../../domain/dialog.ts';
import { AppError } from '../../domain/errors.ts';
import type { Repositories } from '../../ports/repositories.ts';
import { visitorOf } from '../access.ts';
import { EnvelopeError } from '../wire/envelope.ts';
import { queryOf } from '../wire/list-query.ts';

/** A query argument that has no default. @throws EnvelopeError in the contract's words */
export function argumentIn(request: FastifyRequest, name: string): string {
  const value = queryOf(request)[name];
  if (value === undefined) throw new EnvelopeError(100, "<BadRequestKeyError '400: Bad Request'>");
  return value;
}

/** The caller's assistant with this id; undefined when there is none, or it is somebody else's. */
export async function ownDialog(
  request: FastifyRequest,
  id: string,
): Promise<Authorized<Dialog> | undefined> {
  try {
    return await visitorOf(request).dialog(id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * The caller's conversation with this id.
 * @throws EnvelopeError 102 when there is none, 103 when it is somebody else's: the contract tells them apart
 */
export async function ownConversation(
  { conversations }: Pick<Repositories, 'conversations'>,
  request: FastifyRequest,
  id: string,
): Promise<Authorized<Conversation>> {
  const visitor = visitorOf(request);
  const found = await conversations.find(id);
  if (found === undefined) throw new EnvelopeError(102, 'Conversation not found!');
  if (!mayAccess(visitor.principal, found)) {
    throw new EnvelopeError(103, 'Only owner of conversation authorized for this operation.');
  }
  return visitor.conversation(id);
}
