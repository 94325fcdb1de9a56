import type { FastifyRequest } from 'fastify';
import type { ApiKeyDesk } from '../../accounts/api-keys.ts';
import type { Door } from '../access.ts';
import { requireFields } from './body.ts';
import { EnvelopeError } from './envelope.ts';

/** The words of `Authorization`; the second one is the token, whatever the first says. */
function wordsOf({ headers }: FastifyRequest): readonly string[] {
  const text = headers.authorization?.trim() ?? '';
  return text === '' || text.length > 4_096 ? [] : text.split(/\s+/);
}

/** Asks for a key for programs, and refuses in the words that its clients know: without one the code is 0. */
export function keyDoor(apiKeys: Pick<ApiKeyDesk, 'authenticate'>): Door {
  return {
    credentials: ['api-key'],
    requireFields,
    async admit(request) {
      const words = wordsOf(request);
      if (words.length === 0) throw new EnvelopeError(0, "`Authorization` can't be empty", { data: false });
      const [, token] = words;
      if (token === undefined)
        throw new EnvelopeError(0, 'Please check your authorization format.', { data: false });
      const principal = await apiKeys.authenticate(token);
      if (principal === undefined)
        throw new EnvelopeError(109, 'Authentication error: API key is invalid!', { data: false });
      return { principal, token };
    },
  };
}

/** Asks for the token of an embedded page. The quotation marks at the end belong to the words. */
export function betaDoor(apiKeys: Pick<ApiKeyDesk, 'authenticateBeta'>): Door {
  return {
    credentials: ['beta'],
    requireFields,
    async admit(request) {
      const [, token, ...more] = wordsOf(request);
      if (token === undefined || more.length > 0)
        throw new EnvelopeError(102, 'Authorization is not valid!"');
      const principal = await apiKeys.authenticateBeta(token);
      if (principal === undefined) throw new EnvelopeError(102, 'Authentication error: API key is invalid!"');
      return { principal, token };
    },
  };
}
