import { NewAccount, NewTurn } from '@colloquy/protocol';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parse } from './parse.ts';

const account = { email: 'ann@example.org', nickname: 'Ann', password: 'long enough' };

describe('parse', () => {
  it.each([
    [NewTurn, {}, '`question` is missing; it must be a string.', 'question'],
    [NewTurn, undefined, '`question` is missing; it must be a string.', 'question'],
    [NewTurn, { question: '' }, '`question` must not be empty.', 'question'],
    [NewTurn, { question: 1 }, '`question` must be a string.', 'question'],
    [
      NewTurn,
      { question: 'x', tenantId: 't' },
      '`tenantId` is not a field of this request; leave it out.',
      'tenantId',
    ],
    [
      NewTurn,
      { question: 'x', history: [{ role: 'system', content: '' }] },
      '`history.0.role` must be one of "user", "assistant".',
      'history.0.role',
    ],
    [NewAccount, { ...account, email: 'ann' }, '`email` must be an e-mail address.', 'email'],
    [
      NewAccount,
      { ...account, password: 'short' },
      '`password` must have at least 8 characters.',
      'password',
    ],
    [
      NewAccount,
      { ...account, nickname: 'a'.repeat(101) },
      '`nickname` must have at most 100 characters.',
      'nickname',
    ],
    [NewTurn, [], 'The body must be a JSON object.', undefined],
    [
      z.object({ start: z.coerce.number().int().min(0) }),
      { start: '-1' },
      '`start` must be at least 0.',
      'start',
    ],
    [z.object({ end: z.coerce.number().int().max(9) }), { end: '10' }, '`end` must be at most 9.', 'end'],
    [z.object({ end: z.coerce.number().int() }), { end: '0.5' }, '`end` must be a whole number.', 'end'],
    [z.object({ list: z.array(z.string()) }), { list: 'x' }, '`list` must be an array.', 'list'],
  ])('names the field and the remedy: %#', (schema, value, message, field) => {
    expect(() => parse<z.ZodType>(schema, value)).toThrow(
      expect.objectContaining({ code: 'invalid-request', message, field }),
    );
  });

  it('gives what it has checked', () => {
    expect(parse(NewTurn, { question: 'Why?' })).toEqual({ question: 'Why?' });
  });
});
