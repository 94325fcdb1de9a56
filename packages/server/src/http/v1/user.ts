import type { FastifyInstance } from 'fastify';
import type { User } from '../../domain/account.ts';
import { AppError } from '../../domain/errors.ts';
import { FOR_ANYBODY, visitorOf } from '../access.ts';
import type { DialectParts } from '../parts.ts';
import { fieldsOf, textIn } from '../wire/body.ts';
import { EnvelopeError, success } from '../wire/envelope.ts';
import { timesOf } from './rows.ts';

/** `/v1/user`: registration, sessions, the person. */
export function addUserRoutes(app: FastifyInstance, { accounts }: DialectParts): void {
  app.post('/user/register', FOR_ANYBODY, async (request, reply) => {
    const fields = fieldsOf(request.body, 'nickname', 'email', 'password');
    const email = textIn(fields, 'email');
    const registration = {
      email,
      nickname: textIn(fields, 'nickname'),
      password: textIn(fields, 'password'),
      ...(fields.code === undefined ? {} : { code: textIn(fields, 'code') }),
      address: request.ip,
    };
    const { user, token } = await accounts.register(registration).catch((error) => {
      throw registrationError(error, email);
    });
    reply.header('authorization', token);
    return success(toUser(user), `${user.nickname}, welcome aboard!`);
  });

  app.post('/user/login', FOR_ANYBODY, async (request, reply) => {
    const fields = fieldsOf(request.body);
    if (Object.keys(fields).length === 0) throw new EnvelopeError(109, 'Unauthorized!');
    const email = textIn(fields, 'email', '');
    const result = await accounts.login({
      email,
      password: textIn(fields, 'password', ''),
      address: request.ip,
    });
    switch (result.outcome) {
      case 'unknown-email':
        throw new EnvelopeError(109, `Email: ${email} is not registered!`);
      case 'wrong-password':
        throw new EnvelopeError(109, 'Email and password do not match!');
      case 'signed-in':
        reply.header('authorization', result.token);
        return success(toUser(result.user), 'Welcome back!');
      default:
        return result satisfies never;
    }
  });

  // A HEAD, which some programs send on their own to see what a link is, must not sign anybody out.
  const logout = { config: { access: 'account' }, exposeHeadRoute: false } as const;
  app.get('/user/logout', logout, async (request) => {
    await accounts.logout(visitorOf(request).token);
    return success(true);
  });

  app.get('/user/info', { config: { access: 'account' } }, async (request) =>
    success(toUser(await accounts.user(visitorOf(request).principal))),
  );

  app.get('/user/public_key', { config: { access: 'public' } }, async () => success(accounts.publicKey));
}

/** The contract's words for what can go wrong in a registration. */
function registrationError(error: unknown, email: string): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'forbidden') return new EnvelopeError(103, 'User registration is disabled!');
  if (error.code === 'conflict') return new EnvelopeError(103, `Email: ${email} has already registered!`);
  if (error.field === 'email') return new EnvelopeError(103, `Invalid email address: ${email}!`);
  return error;
}

/** A person as old clients know one; never the password hash or a token. */
function toUser(user: User): object {
  return {
    id: user.id,
    nickname: user.nickname,
    email: user.email ?? '',
    avatar: '',
    language: 'English',
    color_schema: 'Bright',
    timezone: 'UTC',
    last_login_time: null,
    login_channel: 'password',
    is_authenticated: '1',
    is_active: '1',
    is_anonymous: '0',
    is_superuser: false,
    status: '1',
    ...timesOf(user),
  };
}
