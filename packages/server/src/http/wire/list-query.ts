import type { FastifyRequest } from 'fastify';
import type { Page } from '../../ports/repositories.ts';
import type { Fields } from './body.ts';
import { EnvelopeError } from './envelope.ts';
import { pythonError } from './python-text.ts';

/** What one page can hold at most, whatever is asked for. */
const ROWS_AT_MOST = 10_000;
const STANDARD_PAGE_SIZE = 30;

/** The query of a request by names; of a repeated one the first counts. */
export function queryOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const query = request.query as Readonly<Record<string, string | readonly string[]>>;
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (value[0] ?? ''),
    ]),
  );
}

/**
 * A whole number as the old servers read one: digits with a sign and spaces around.
 * @throws EnvelopeError 100 in their words
 */
export function wholeNumberIn(fields: Fields, name: string, standard: number): number {
  const value = fields[name] ?? standard;
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  if (typeof value === 'string') {
    if (/^\s*[+-]?\d{1,15}\s*$/.test(value)) return Number(value);
    throw new EnvelopeError(
      100,
      pythonError('ValueError', `invalid literal for int() with base 10: '${value.slice(0, 128)}'`),
    );
  }
  throw new EnvelopeError(100, `\`${name}\` must be a whole number.`);
}

/**
 * The page that a token list asks for: pages count from 1, page 0 is the first one, a size of 0 gives no rows.
 * @throws EnvelopeError 100 for what is no number, or is below 0
 */
export function tokenPageIn(query: Fields): Page {
  const page = wholeNumberIn(query, 'page', 1);
  const size = wholeNumberIn(query, 'page_size', STANDARD_PAGE_SIZE);
  if (page < 0 || size < 0)
    throw new EnvelopeError(100, pythonError('ValueError', '`page` and `page_size` must not be negative.'));
  return toPage(page, size);
}

/** The page that a web list asks for; undefined means everything: page and size must both be given and not 0. */
export function webPageIn(query: Fields): Page | undefined {
  const page = wholeNumberIn(query, 'page', 0);
  const size = wholeNumberIn(query, 'page_size', 0);
  return page <= 0 || size <= 0 ? undefined : toPage(page, size);
}

function toPage(page: number, size: number): Page {
  const limit = Math.min(size, ROWS_AT_MOST);
  return { offset: (Math.max(1, page) - 1) * limit, limit };
}

/** Descending, unless the text is `false` or `False`; web lists take any case. */
export function isDescending(query: Fields, dialect: 'token' | 'web'): boolean {
  const value = query.desc;
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return true;
  return dialect === 'token' ? value !== 'false' && value !== 'False' : value.toLowerCase() !== 'false';
}

/**
 * The field of ours behind the column that a list is ordered by; `create_time` when none is named.
 * @throws EnvelopeError 100 for a column that there is not
 */
export function orderIn<Field>(
  query: Fields,
  columns: Readonly<Record<string, Field>> & { readonly create_time: Field },
  entity: string,
): Field {
  const column = typeof query.orderby === 'string' && query.orderby !== '' ? query.orderby : 'create_time';
  const field = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (field !== undefined) return field;
  throw new EnvelopeError(
    100,
    pythonError('AttributeError', `type object '${entity}' has no attribute '${column.slice(0, 128)}'`),
  );
}
