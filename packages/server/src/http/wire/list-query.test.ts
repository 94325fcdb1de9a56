import { describe, expect, it } from 'vitest';
import { isDescending, orderIn, tokenPageIn, webPageIn, wholeNumberIn } from './list-query.ts';

describe('the page of a list', () => {
  it.each([
    [{}, { offset: 0, limit: 30 }],
    [
      { page: '0', page_size: '10' },
      { offset: 0, limit: 10 },
    ],
    [
      { page: '3', page_size: '10' },
      { offset: 20, limit: 10 },
    ],
    [{ page_size: '0' }, { offset: 0, limit: 0 }],
    [
      { page: ' 2 ', page_size: '+5' },
      { offset: 5, limit: 5 },
    ],
    [{ page_size: '99999999' }, { offset: 0, limit: 10_000 }],
  ])('%j of a token list', (query, expected) => {
    expect(tokenPageIn(query)).toEqual(expected);
  });

  it.each([
    [{}, undefined],
    [{ page: '1' }, undefined],
    [{ page: '0', page_size: '5' }, undefined],
    [
      { page: '2', page_size: '5' },
      { offset: 5, limit: 5 },
    ],
  ])('%j of a web list', (query, expected) => {
    expect(webPageIn(query)).toEqual(expected);
  });

  it('refuses what is no number in the words that clients know', () => {
    const message = `ValueError("invalid literal for int() with base 10: 'a'")`;
    expect(() => tokenPageIn({ page: 'a' })).toThrow(expect.objectContaining({ code: 100, message }));
    expect(() => tokenPageIn({ page_size: '-1' })).toThrow(expect.objectContaining({ code: 100 }));
    expect(() => wholeNumberIn({ size: null }, 'size', 1)).not.toThrow();
    expect(() => wholeNumberIn({ size: [] }, 'size', 1)).toThrow(expect.objectContaining({ code: 100 }));
  });
});

describe('the order of a list', () => {
  it('goes down unless told otherwise', () => {
    expect(
      [{}, { desc: 'true' }, { desc: 'False' }, { desc: 'FALSE' }].map((q) => isDescending(q, 'token')),
    ).toEqual([true, true, false, true]);
    expect(isDescending({ desc: 'FALSE' }, 'web')).toBe(false);
    expect(isDescending({ desc: false }, 'web')).toBe(false);
  });

  it('knows the columns that there are', () => {
    const columns = { create_time: 'createdAt', name: 'name' } as const;
    expect(orderIn({}, columns, 'Dialog')).toBe('createdAt');
    expect(orderIn({ orderby: 'name' }, columns, 'Dialog')).toBe('name');
    for (const orderby of ['other', 'constructor']) {
      expect(() => orderIn({ orderby }, columns, 'Dialog')).toThrow(
        `AttributeError("type object 'Dialog' has no attribute '${orderby}'")`,
      );
    }
  });
});
