import { describe, expect, it } from 'vitest';
import { fieldsOf, flagIn, idsIn, readBody, textIn } from './body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const JSON_TYPE = 'application/json';
const URL_TYPE = 'application/x-www-form-urlencoded';
const FORM = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';

describe('bodies of old clients', () => {
  it.each([
    ['{"a":1}', JSON_TYPE, { a: 1 }],
    ['{"a":1}', 'text/plain', { a: 1 }],
    ['{"a":1}', '', { a: 1 }],
    ['{"a":1}', URL_TYPE, { a: 1 }],
    ['a=1&b=x+y', URL_TYPE, { a: '1', b: 'x y' }],
    [FORM, 'multipart/form-data; boundary=b', { a: '1' }],
    ['broken', 'multipart/form-data; boundary=b', {}],
    ['a=1', JSON_TYPE, {}],
    ['{"a":', JSON_TYPE, {}],
    ['', JSON_TYPE, {}],
    ['null', JSON_TYPE, null],
    ['"text"', JSON_TYPE, 'text'],
  ])('%s as %s', async (text, type, expected) => {
    expect(await readBody(bytes(text), type)).toEqual(expected);
  });

  it('keep no key that reaches a prototype', async () => {
    const body = await readBody(bytes('{"__proto__":{"admin":true},"a":1}'), JSON_TYPE);
    expect(Object.keys(body as object)).toEqual(['a']);
    expect((body as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('fields', () => {
  it('that are missing are listed; null counts as there', () => {
    expect(() => fieldsOf({ b: null }, 'a', 'b', 'c')).toThrow('required argument are missing: a,c; ');
    expect(() => fieldsOf(undefined, 'a')).toThrow('required argument are missing: a; ');
    expect(fieldsOf({ a: null }, 'a')).toEqual({ a: null });
    expect(() => fieldsOf({}, 'toString')).toThrow('required argument are missing: toString; ');
  });

  it.each([
    ['text', 100, `AttributeError("'str' object has no attribute 'get'")`],
    [[1], 101, 'The body must be a JSON object.'],
    [7, 101, 'The body must be a JSON object.'],
  ])('of a body that is no object: %j', (body, code, message) => {
    expect(() => fieldsOf(body)).toThrow(expect.objectContaining({ code, message }));
  });

  it('are read as text, switch and ids', () => {
    expect(textIn({ a: 5 }, 'a')).toBe('5');
    expect(() => textIn({ a: {} }, 'a')).toThrow('`a` must be a text.');
    expect(
      ['false', 'False', '0', '', false, 0].map((value) => flagIn({ value }, 'value', true)),
    ).not.toContain(true);
    expect(['true', '1', true, 1].map((value) => flagIn({ value }, 'value', false))).not.toContain(false);
    expect(idsIn({ a: 'x, y,,' }, 'a')).toEqual(['x', 'y']);
    expect(idsIn({ a: [] }, 'a')).toEqual([]);
    expect(idsIn({ a: '' }, 'a')).toBeUndefined();
    expect(() => idsIn({ a: [1] }, 'a')).toThrow('`a` must be a list of ids.');
  });
});
