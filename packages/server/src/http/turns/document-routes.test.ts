import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../../test/http-app.ts';

/** What every resident's document says. */
const TEXT = 'Press the red button.';

describe('the bytes and the text of a document', () => {
  let house: HttpApp;
  let ann: Resident;
  beforeEach(async () => {
    house = await createHttpApp();
    ann = await house.settle('ann');
  });
  afterEach(() => house.close());

  const content = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    house.app.inject({
      method,
      url: `/documents/${ann.document.id}/content`,
      headers: { ...house.headers(ann), ...headers },
    });

  it('says that parts can be asked for, and what the bytes are known by', async () => {
    const whole = await content();
    expect([whole.statusCode, whole.body]).toEqual([200, TEXT]);
    expect(whole.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '21',
      etag: `"${ann.document.contentHash}"`,
      'cache-control': 'no-store',
    });
    const known = await content({ 'if-none-match': String(whole.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
  });

  it.each([
    ['bytes=6-8', 'the', 'bytes 6-8/21'],
    ['bytes=14-', 'button.', 'bytes 14-20/21'],
    ['bytes=-7', 'button.', 'bytes 14-20/21'],
    ['bytes=14-999', 'button.', 'bytes 14-20/21'],
  ])('gives the part %s, as a download that no browser runs (S6)', async (range, body, contentRange) => {
    const part = await content({ range });
    expect([part.statusCode, part.body]).toEqual([206, body]);
    expect(part.headers).toMatchObject({
      'content-range': contentRange,
      'content-length': String(body.length),
      'content-disposition': "attachment; filename*=UTF-8''guide.txt",
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  it('gives everything to whoever has a part of other bytes, or asks for several parts', async () => {
    const other = await content({ range: 'bytes=6-8', 'if-range': '"other"' });
    expect([other.statusCode, other.body]).toEqual([200, TEXT]);
    const same = await content({ range: 'bytes=6-8', 'if-range': `"${ann.document.contentHash}"` });
    expect([same.statusCode, same.body]).toEqual([206, 'the']);
    expect((await content({ range: 'bytes=0-1,3-4' })).statusCode).toBe(200);
  });

  it('refuses a part that is not there', async () => {
    const past = await content({ range: 'bytes=21-' });
    expect([past.statusCode, past.headers['content-range']]).toEqual([416, 'bytes */21']);
    expect(past.json()).toMatchObject({ code: 'invalid-request', field: 'Range' });
  });

  it('gives nothing, in part or whole, to nobody, to a stranger, or after deletion (S1, P16)', async () => {
    const bob = await house.settle('bob');
    const url = `/documents/${ann.document.id}/content`;
    const range = 'bytes=6-8';
    const etag = `"${ann.document.contentHash}"`;
    const asBob = { ...house.headers(bob), range };
    expect((await house.app.inject({ url, headers: { range } })).statusCode).toBe(401);
    expect((await house.app.inject({ url, headers: asBob })).statusCode).toBe(404);
    expect((await house.app.inject({ url, headers: { ...asBob, 'if-none-match': etag } })).statusCode).toBe(
      404,
    );
    await house.app.inject({
      method: 'DELETE',
      url: `/documents/${ann.document.id}`,
      headers: house.headers(ann),
    });
    expect((await content({ range })).statusCode).toBe(404);
    expect((await content({ 'if-none-match': etag })).statusCode).toBe(404);
  });

  it.each([
    ['', 0, 21],
    ['?start=6', 6, 21],
    ['?start=6&end=9', 6, 9],
    ['?start=19&end=99', 19, 21],
    ['?start=50', 21, 21],
    ['?start=9&end=6', 6, 6],
  ])('reads the text %s', async (query, start, end) => {
    const url = `/documents/${ann.document.id}/text${query}`;
    const read = await house.app.inject({ url, headers: house.headers(ann) });
    expect(read.json()).toMatchObject({ start, end, length: 21, text: TEXT.slice(start, end) });
  });
});
