import type { FastifyInstance } from 'fastify';
import type { Dialog } from '../../domain/dialog.ts';
import { visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { EnvelopeError, success } from '../wire/envelope.ts';
import { argumentIn, ownDialog } from './own.ts';
import { toDialogRow } from './rows.ts';

/** `/v1/dialog`: reading assistants; a conversation needs the id of one. */
export function addDialogRoutes(app: FastifyInstance, { repositories }: DialectParts): void {
  const show = async (dialog: Dialog): Promise<object> => {
    const bases = await repositories.knowledgeBases.list(dialog.tenantId);
    return toDialogRow(
      dialog,
      bases.filter(({ id }) => dialog.searchEverything || dialog.knowledgeBaseIds.includes(id)),
    );
  };

  app.get('/dialog/list', { config: { access: 'account' } }, async (request) => {
    const dialogs = await repositories.dialogs.list(visitorOf(request).principal.tenantId);
    return success(await Promise.all(dialogs.toSorted((a, b) => b.createdAt - a.createdAt).map(show)));
  });

  app.get('/dialog/get', { config: { access: ['dialog:read'] } }, async (request) => {
    const dialog = await ownDialog(request, argumentIn(request, 'dialog_id'));
    if (dialog === undefined) throw new EnvelopeError(102, 'Dialog not found!');
    return success(await show(dialog));
  });
}
