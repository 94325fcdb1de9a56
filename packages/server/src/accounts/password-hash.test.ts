import { describe, expect, it } from 'vitest';
import { createPasswordHash } from './password-hash.ts';

const hash = createPasswordHash({ logN: 4, parallel: 1 });

describe('password hashes', () => {
  it('match their own password only', async () => {
    const stored = await hash.make('correct horse');
    expect(stored).toMatch(/^scrypt\$4\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await hash.matches('correct horse', stored)).toBe(true);
    expect(await hash.matches('correct horsf', stored)).toBe(false);
  });

  it('differ for equal passwords', async () => {
    expect(await hash.make('same')).not.toBe(await hash.make('same'));
  });

  it('treat composed and decomposed letters as the same', async () => {
    expect(await hash.matches('caf\u00e9', await hash.make('cafe\u0301'))).toBe(true);
  });

  it('never match without an account or with a broken row', async () => {
    expect(await hash.matches('anything', undefined)).toBe(false);
    expect(await hash.matches('anything', 'broken')).toBe(false);
  });

  it('keep their own cost when the standard changes', async () => {
    const stored = await hash.make('old');
    expect(await createPasswordHash({ logN: 5, parallel: 2 }).matches('old', stored)).toBe(true);
  });

  it('turn a flood away instead of queueing it without end', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => hash.make('x')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(100 - 66);
    expect(refused[0]?.reason).toMatchObject({ code: 'rate-limited' });
  });
});
