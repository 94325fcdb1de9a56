import fc from 'fast-check';

/** Ids of things that exist, by the field or the part of the address that takes them. */
export type Known = Readonly<Record<string, string>>;

const MEGABYTE = 1024 * 1024;

const odd = fc.constantFrom<unknown>(
  null,
  true,
  '',
  ' ',
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  1e21,
  '\0',
  'a\0b',
  '\ud800',
  '\r\n\r\ndata: x',
  '../../etc/passwd',
  "'; drop table users; --",
  '{constructor}',
  'x'.repeat(100_001),
  [],
  {},
  [[]],
  [null],
  ['x'.repeat(65)],
  { __proto__: null, toString: 'x' },
  [{ role: 'user' }, { role: 'system', content: 5 }],
  Array.from({ length: 1_100 }, () => 'x'),
);

const FIELDS = [
  'conversationId dialogId messageId question history baseIds documentIds replaces name key nickname email password code',
  'current thumb text conversation_id dialog_id is_new messages stream llm_id quote doc_ids temperature top_p max_tokens',
  'conversation_ids ids kind ref start end',
]
  .join(' ')
  .split(' ');

/** A field as it should be, so that some requests come further than the first check. */
function rightValue(field: string, known: Known): unknown {
  const id = known[field] ?? known[field.replace('_id', 'Id')];
  if (id !== undefined) return id;
  const values: Record<string, unknown> = {
    baseIds: [known.baseId],
    documentIds: [known.documentId],
    messages: [{ role: 'user', content: 'When?' }],
    stream: false,
    is_new: true,
    thumb: 'up',
    email: 'ann@example.org',
  };
  return values[field] ?? 'When?';
}

const object = fc
  .dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 1, arbitrary: fc.string() }),
    fc.oneof({ weight: 5, arbitrary: fc.constant('right') }, { weight: 4, arbitrary: odd }, fc.jsonValue()),
    { maxKeys: 6 },
  )
  .map((entries) => (known: Known) => {
    const filled = Object.entries(entries).map(([field, value]) => [
      field,
      value === 'right' ? rightValue(field, known) : value,
    ]);
    return JSON.stringify(Object.fromEntries(filled));
  });

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '{',
      'null',
      '"text"',
      '[]',
      '[1',
      '{"a":1}}',
      '{"question":"a","question":{"b":1}}',
      '{"__proto__":{"conversationId":"x"},"question":"When?"}',
      '{"constructor":{"prototype":{"x":1}},"question":"When?"}',
      '{"history":{"__proto__":[]},"question":"When?"}',
      '{"question":1e999}',
      '{"question":"\\ud800","messageId":"\\u0000"}',
      '\ufeff{"question":"When?"}',
      `{"question":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"messages":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)},"conversation_id":"x"}`,
      '['.repeat(300_000),
      `{"question":"${'a'.repeat(2 * MEGABYTE)}"}`,
      `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`,
      '--b\r\nContent-Disposition: form-data; name="f"; filename="../../a\0.md"\r\n\r\n# Hello\r\n--b--\r\n',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n# Hello',
      '--b\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--b--\r\n',
    ),
  )
  .map((body) => () => body);

const types = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  'application/xml',
  'garbage',
  '*/*',
  '',
);

const ids = fc.oneof(
  { weight: 3, arbitrary: fc.constant('right') },
  fc.constantFrom(
    '%00',
    'a%00b',
    '..%2f..',
    '%2e%2e',
    'x'.repeat(64),
    'x'.repeat(65),
    '%ff',
    '%',
    '~',
    '%F0%9F%98%80',
    ':id',
  ),
  fc.string().map((value) => encodeURIComponent(value.toWellFormed())),
);

const queries = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.constant('right') },
  fc.constantFrom(
    '?offset=-1&limit=1e9',
    '?limit=NaN',
    '?offset=9007199254740993',
    '?start=5&end=2',
    '?start=99999999999999999999',
    '?after=-1',
    '?after=1e400',
    '?conversation_id=a&conversation_id=b',
    '?conversation_id[]=a&__proto__[x]=1',
    '?dialog_id=%00',
    '?%ff=%',
  ),
);

const extras = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  {},
  { 'last-event-id': '-1' },
  { 'last-event-id': '99999999999999999999' },
  { 'last-event-id': '1,2' },
  { prefer: 'respond-async' },
  { range: 'bytes=9-2,-0' },
  { 'content-encoding': 'gzip' },
  { accept: 'image/png' },
  { 'if-none-match': '"x' },
);

/** What is odd about a request. */
export const wishes = fc.record({
  id: ids,
  query: queries,
  type: types,
  extra: extras,
  body: fc.oneof({ weight: 3, arbitrary: object }, { weight: 2, arbitrary: text }),
});
export type Wish = typeof wishes extends fc.Arbitrary<infer Value> ? Value : never;
