import type { FastifyInstance } from 'fastify';
import type { Conversation } from '../../domain/conversation.ts';
import { AppError } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { type Fields, fieldsOf, flagIn, idsIn, textIn } from '../wire/body.ts';
import { EnvelopeError, success } from '../wire/envelope.ts';
import { argumentIn, ownConversation, ownDialog } from './own.ts';
import { prologueOf, toConversationRow, toFullConversationRow } from './rows.ts';

const NAME_LENGTH = 255;
/** Of ids that clients make. */
const ID = /^[\w-]{1,64}$/;

/** `/v1/conversation`: conversations as rows; answering stands in completion.ts. */
export function addConversationRoutes(app: FastifyInstance, parts: DialectParts): void {
  const { repositories, conversationDesk, turns } = parts;

  addSetRoute(app, parts);

  app.get('/conversation/get', { config: { access: ['conversation:read'] } }, async (request) => {
    const conversation = await ownConversation(repositories, request, argumentIn(request, 'conversation_id'));
    const row = toFullConversationRow(conversation, await conversationDesk.exchanges(conversation));
    return success({ ...row, avatar: '' });
  });

  app.get('/conversation/list', { config: { access: ['dialog:read'] } }, async (request) => {
    const dialog = await ownDialog(request, argumentIn(request, 'dialog_id'));
    if (dialog === undefined)
      throw new EnvelopeError(103, 'Only owner of dialog authorized for this operation.');
    const filter = { tenantId: dialog.tenantId, dialogId: dialog.id };
    const rows = await repositories.conversations.list(filter, { offset: 0, limit: 100_000 });
    return success(rows.map(toConversationRow));
  });

  app.post('/conversation/rm', { config: { access: ['conversation:delete'] } }, async (request) => {
    const ids = idsIn(fieldsOf(request.body, 'conversation_ids'), 'conversation_ids');
    if (ids === undefined) throw new EnvelopeError(101, '`conversation_ids` must be a list of ids.');
    for (const id of ids) {
      const conversation = await ownConversation(repositories, request, id);
      await turns.removeConversation(conversation.id);
    }
    return success(true);
  });

  app.post('/conversation/stop', { config: { access: ['conversation:write'] } }, async (request) => {
    const id = textIn(fieldsOf(request.body, 'conversation_id'), 'conversation_id');
    const conversation = await ownConversation(repositories, request, id);
    await turns.stopConversation(conversation.id);
    return success(true);
  });
}

/** Makes a conversation, or renames one. */
function addSetRoute(app: FastifyInstance, { repositories, conversationDesk }: DialectParts): void {
  app.post(
    '/conversation/set',
    { config: { access: ['conversation:write', 'dialog:ask'] } },
    async (request) => {
      const fields = fieldsOf(request.body, 'is_new');
      if (!flagIn(fields, 'is_new', false)) {
        const conversation = await ownConversation(
          repositories,
          request,
          textIn(fields, 'conversation_id', ''),
        );
        // Only the name is a client's to change; messages, owner and times are not taken from a body.
        const named =
          fields.name === undefined || fields.name === null
            ? conversation
            : await conversationDesk.rename(conversation, nameIn(fields));
        return success(toFullConversationRow(named, await conversationDesk.exchanges(conversation)));
      }
      const dialog = await ownDialog(request, textIn(fields, 'dialog_id', ''));
      if (dialog === undefined) throw new EnvelopeError(102, 'Dialog not found');
      const wish = { ...idWish(fields), name: nameIn(fields) };
      const made = await conversationDesk
        .create(visitorOf(request).principal, dialog, wish)
        .catch((error) => {
          throw error instanceof AppError && error.code === 'conflict'
            ? new EnvelopeError(102, error.message)
            : error;
        });
      return success(toNewConversation(made));
    },
  );
}

function nameIn(fields: Fields): string {
  const name = textIn(fields, 'name', 'New conversation');
  // By characters, not by UTF-16 units: half a character is none.
  return name.length > NAME_LENGTH
    ? [...name.slice(0, 2 * NAME_LENGTH)].slice(0, NAME_LENGTH).join('')
    : name;
}

function idWish(fields: Fields): { readonly id?: string } {
  const id = textIn(fields, 'conversation_id', '');
  if (id === '') return {};
  if (!ID.test(id))
    throw new EnvelopeError(101, '`conversation_id` may have 1 to 64 letters, digits, `-` and `_`.');
  return { id };
}

function toNewConversation(conversation: Conversation): object {
  const { id, dialogId, name, userId } = conversation;
  return {
    id,
    dialog_id: dialogId,
    name,
    message: [prologueOf(conversation)],
    user_id: userId,
    reference: [],
  };
}
