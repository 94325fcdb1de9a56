import type { FastifyInstance } from 'fastify';
import type { OpenApiKey } from '../../accounts/api-keys.ts';
import { visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { fieldsOf, idsIn, textIn } from '../wire/body.ts';
import { EnvelopeError, success } from '../wire/envelope.ts';
import { argumentIn, ownDialog } from './own.ts';

const TAG = 'API keys';

/** `/v1/system` and `/v1/api`: keys for programs. */
export function addApiKeyRoutes(app: FastifyInstance, parts: DialectParts): void {
  addTenantKeyRoutes(app, parts);
  addChatKeyRoutes(app, parts);
}

/** Keys of the whole tenant, each with a token for embedded pages. */
function addTenantKeyRoutes(app: FastifyInstance, { apiKeys }: DialectParts): void {
  const route = (summary: string) =>
    ({ config: { access: 'account', describe: { summary, tag: TAG } } }) as const;

  app.post('/system/new_token', route('Makes a key.'), async (request) =>
    success(toKeyRow(await apiKeys.create(visitorOf(request).principal))),
  );

  app.get('/system/token_list', route('Lists the keys.'), async (request) => {
    const keys = await apiKeys.list(visitorOf(request).principal.tenantId);
    return success(keys.map(toKeyRow));
  });

  const ended = { summary: 'Ends a key at once.', tag: TAG };
  app.delete<{ Params: { token: string } }>(
    '/system/token/:token',
    { config: { access: ['api-key:delete'], describe: ended } },
    async (request) => {
      const { tenantId, token } = await visitorOf(request).apiKey(request.params.token);
      await apiKeys.revoke(tenantId, token);
      return success(true);
    },
  );
}

/** Keys that are bound to one assistant, for its statistics. */
function addChatKeyRoutes(app: FastifyInstance, { apiKeys }: DialectParts): void {
  const describe = { summary: 'Makes a key that is bound to an assistant.', tag: TAG };
  app.post('/api/new_token', { config: { access: ['dialog:write'], describe } }, async (request) => {
    const dialogId = textIn(fieldsOf(request.body, 'dialog_id'), 'dialog_id');
    const dialog = await ownDialog(request, dialogId);
    if (dialog === undefined) throw new EnvelopeError(102, 'Dialog not found!');
    return success(toKeyRow(await apiKeys.create(visitorOf(request).principal, { dialogId })));
  });

  const listed = { summary: 'Lists the keys that are bound to an assistant.', tag: TAG };
  app.get('/api/token_list', { config: { access: ['dialog:read'], describe: listed } }, async (request) => {
    const dialog = await ownDialog(request, argumentIn(request, 'dialog_id'));
    if (dialog === undefined) throw new EnvelopeError(102, 'Dialog not found!');
    const keys = await apiKeys.list(dialog.tenantId, { dialogId: dialog.id });
    return success(keys.map(toKeyRow));
  });

  const config = {
    access: 'account',
    fieldsFirst: ['tokens', 'tenant_id'],
    describe: { summary: 'Ends several keys at once.', tag: TAG },
  } as const;
  app.post('/api/rm', { config }, async (request) => {
    const tokens = idsIn(fieldsOf(request.body), 'tokens') ?? [];
    // The tenant is that of the caller, whatever the body says.
    for (const token of tokens) await apiKeys.revoke(visitorOf(request).principal.tenantId, token);
    return success(true);
  });
}

/** A key that was never changed has no time of a change. */
function toKeyRow({ token, beta, tenantId, dialogId, createdAt, updatedAt }: OpenApiKey): object {
  const changed = updatedAt === createdAt ? null : updatedAt;
  return {
    tenant_id: tenantId,
    token,
    ...(beta === undefined ? {} : { beta }),
    ...(dialogId === undefined ? {} : { dialog_id: dialogId, source: 'dialog' }),
    create_time: createdAt,
    create_date: new Date(createdAt).toUTCString(),
    update_time: changed,
    update_date: changed === null ? null : new Date(changed).toUTCString(),
  };
}
