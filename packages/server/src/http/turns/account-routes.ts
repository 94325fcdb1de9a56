import { AccountChange, Credentials, NewAccount, PasswordChange } from '@colloquy/protocol';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../domain/errors.ts';
import { FOR_ANYBODY, visitorOf } from '../access.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { toAccount, toSignedIn } from './views.ts';

/** Who is there, how one signs in and out. */
export function addAccountRoutes(app: FastifyInstance, { accounts, settings, diagnose }: DialectParts): void {
  app.get('/status', { config: { access: 'public' } }, async () => ({
    version: settings.version,
    ...(await accounts.state()),
  }));

  app.post('/accounts', FOR_ANYBODY, async (request, reply) => {
    const account = parse(NewAccount, request.body);
    reply.code(201);
    return toSignedIn(await accounts.register({ ...account, address: request.ip }));
  });

  app.post('/sessions', FOR_ANYBODY, async (request, reply) => {
    const credentials = parse(Credentials, request.body);
    const result = await accounts.login({ ...credentials, address: request.ip });
    if (result.outcome !== 'signed-in') {
      // One sentence for both failures: it must not tell which e-mail addresses have an account.
      throw new AppError('unauthenticated', 'E-mail and password do not match.');
    }
    reply.code(201);
    return toSignedIn(result);
  });

  app.delete('/sessions/current', { config: { access: 'account' } }, async (request, reply) => {
    await accounts.logout(visitorOf(request).token);
    reply.code(204);
  });

  app.get('/account', { config: { access: 'account' } }, async (request) =>
    toAccount(await accounts.user(visitorOf(request).principal)),
  );

  app.patch('/account', { config: { access: 'account' } }, async (request) => {
    const change = parse(AccountChange, request.body);
    return toAccount(await accounts.rename(visitorOf(request).principal, change.nickname));
  });

  app.put('/account/password', { config: { access: 'account' } }, async (request, reply) => {
    const change = parse(PasswordChange, request.body);
    const { principal, token } = visitorOf(request);
    await accounts.changePassword(principal, { ...change, token });
    reply.code(204);
  });

  app.get('/diagnosis', { config: { access: 'account' } }, async (request) => {
    if (diagnose === undefined || visitorOf(request).principal.via !== 'local') {
      throw new AppError(
        'forbidden',
        'The diagnosis is told on the machine of the server only: run `colloquy doctor`.',
      );
    }
    return diagnose();
  });
}
