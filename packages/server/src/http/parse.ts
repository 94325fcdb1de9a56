import type { z } from 'zod';
import { AppError } from '../domain/errors.ts';

/**
 * Checks what came from outside and gives it its type.
 * @throws AppError `invalid-request` whose message names the field and says what it must be
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new AppError('invalid-request', 'The request could not be understood.');
  throw toError(issue);
}

function toError(issue: z.core.$ZodIssue): AppError {
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].map(String).join('.');
    return new AppError('invalid-request', `\`${field}\` is not a field of this request; leave it out.`, {
      field,
    });
  }
  const field = issue.path.map(String).join('.');
  if (field === '') return new AppError('invalid-request', 'The body must be a JSON object.');
  return new AppError('invalid-request', `\`${field}\` ${remedy(issue)}.`, { field });
}

function remedy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined$/.test(issue.message)
        ? `is missing; it must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}`;
    case 'too_small':
      if (isNumber(issue.origin)) return `must be at least ${issue.minimum}`;
      return issue.minimum === 1 && issue.origin === 'string'
        ? 'must not be empty'
        : `must have at least ${issue.minimum} ${unit(issue.origin)}`;
    case 'too_big':
      if (isNumber(issue.origin)) return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum} ${unit(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : 'has a form that is not allowed';
    default:
      return `is not allowed: ${issue.message}`;
  }
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int' || origin === 'bigint';
}

function unit(origin: string): string {
  return origin === 'string' ? 'characters' : 'entries';
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
