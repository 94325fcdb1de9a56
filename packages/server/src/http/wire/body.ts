import type { FastifyInstance } from 'fastify';
import { EnvelopeError } from './envelope.ts';

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(?:\s*;|$)/;

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads bodies as old clients send them: JSON whatever the content type says, failing that form fields, and `{}` for
 * what is neither.
 */
export function addLooseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', async ({ headers }) => {
    // Fastify refuses what is no media type before any parser sees the body.
    const type = headers['content-type'];
    if (type !== undefined && !MEDIA_TYPE.test(type)) headers['content-type'] = 'application/octet-stream';
  });
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (request: { headers: { 'content-type'?: string } }, body: Buffer) =>
      readBody(body, request.headers['content-type'] ?? ''),
  );
}

export async function readBody(body: Uint8Array, contentType: string): Promise<unknown> {
  const text = new TextDecoder().decode(body);
  try {
    return withoutPrototype(JSON.parse(text));
  } catch {
    return readForm(body, text, contentType);
  }
}

async function readForm(body: Uint8Array, text: string, contentType: string): Promise<Fields> {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return toFields(new URLSearchParams(text));
  if (!/^multipart\/form-data/i.test(contentType)) return {};
  const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => new FormData());
  return toFields(
    [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}

function toFields(entries: Iterable<readonly [string, string]>): Fields {
  return withoutPrototype(Object.fromEntries(entries)) as Fields;
}

/** `__proto__` in a body is a key like any other; here it is one that nobody asks for. */
function withoutPrototype(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__')) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '__proto__'));
}

/**
 * The fields of a body, all of `required` among them. A field that is there with null counts as there.
 * @throws EnvelopeError 101 that lists the missing ones
 */
export function fieldsOf(body: unknown, ...required: readonly string[]): Fields {
  if (typeof body === 'string')
    throw new EnvelopeError(100, `AttributeError("'str' object has no attribute 'get'")`);
  if (Array.isArray(body) || (body !== null && body !== undefined && typeof body !== 'object')) {
    throw new EnvelopeError(101, 'The body must be a JSON object.');
  }
  const fields = (body ?? {}) as Fields;
  const missing = required.filter((name) => !Object.hasOwn(fields, name));
  if (missing.length > 0)
    throw new EnvelopeError(101, `required argument are missing: ${missing.join(',')}; `);
  return fields;
}

/** For routes that look at their fields before they look at who sends them. @throws EnvelopeError as {@link fieldsOf} */
export function requireFields(body: unknown, names: readonly string[]): void {
  fieldsOf(body, ...names);
}

/** A field as text; a number counts as its digits. @throws EnvelopeError 101 for anything else */
export function textIn(fields: Fields, name: string, standard?: string): string {
  const value = fields[name] ?? standard;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new EnvelopeError(101, `\`${name}\` must be a text.`);
}

/** A switch; form posts send it as text. */
export function flagIn(fields: Fields, name: string, standard: boolean): boolean {
  const value = fields[name] ?? standard;
  return typeof value === 'string' ? !/^(?:false|0|no|)$/i.test(value) : Boolean(value);
}

/** Ids in a list, or in one text with commas between them. */
export function idsIn(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  const list = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || list.length > 10_000 || list.some((id) => typeof id !== 'string')) {
    throw new EnvelopeError(101, `\`${name}\` must be a list of ids.`);
  }
  return list.map((id: string) => id.trim()).filter((id) => id !== '');
}
