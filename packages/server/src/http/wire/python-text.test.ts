import { describe, expect, it } from 'vitest';
import { pythonError, pythonRepr, pythonTypeName } from './python-text.ts';

describe('values in the spelling of Python', () => {
  it.each([
    [null, 'None'],
    [true, 'True'],
    [1.5, '1.5'],
    ['x', "'x'"],
    ["it's", '"it\'s"'],
    [`"it's"`, `'"it\\'s"'`],
    ['a\nb\\', "'a\\nb\\\\'"],
    [['x', 'y'], "['x', 'y']"],
    [{ a: [1, false] }, "{'a': [1, False]}"],
  ])('%j', (value, expected) => {
    expect(pythonRepr(value)).toBe(expected);
  });

  it('names types', () => {
    const values = ['', 1, 1.5, true, [], {}, null];
    expect(values.map(pythonTypeName)).toEqual(['str', 'int', 'float', 'bool', 'list', 'dict', 'NoneType']);
  });

  it('quotes errors', () => {
    expect(pythonError('ValueError', "invalid literal for int() with base 10: 'a'")).toBe(
      `ValueError("invalid literal for int() with base 10: 'a'")`,
    );
    expect(pythonError('Exception', 'Chunk not found')).toBe("Exception('Chunk not found')");
  });
});
