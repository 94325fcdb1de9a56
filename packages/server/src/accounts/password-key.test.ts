import { constants, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadPasswordKey } from './password-key.ts';

function memorySettings(): {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
} {
  const values = new Map<string, string>();
  return { get: async (key) => values.get(key), set: async (key, value) => void values.set(key, value) };
}

function wrap(publicKey: string, password: string): string {
  const inner = Buffer.from(Buffer.from(password).toString('base64'));
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, inner).toString('base64');
}

describe('the password key', async () => {
  const settings = memorySettings();
  const key = await loadPasswordKey(settings);

  it('opens what was wrapped with its public half', () => {
    expect(key.open(wrap(key.publicKey, 'pässword 密码'))).toBe('pässword 密码');
  });

  it('opens a wrapped password that was broken into lines', () => {
    const text = wrap(key.publicKey, 'secret').replace(/(.{64})/g, '$1\r\n');
    expect(key.open(text)).toBe('secret');
  });

  it('is the same after a restart', async () => {
    const again = await loadPasswordKey(settings);
    expect(again.publicKey).toBe(key.publicKey);
    expect(again.open(wrap(key.publicKey, 'secret'))).toBe('secret');
  });

  it('leaves every other text as it is', () => {
    for (const text of ['', 'plain', 'c2VjcmV0', 'with space ', 'ünïcode']) expect(key.open(text)).toBe(text);
  });

  it('reads line breaks of an opaque text in one form', () => {
    expect(key.open('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });

  it('keeps texts wrapped with a foreign key apart, and the same each time', () => {
    for (let round = 0; round < 20; round++) {
      const foreign = randomBytes(256).toString('base64');
      expect(key.open(foreign)).toBe(key.open(foreign));
      expect(key.open(foreign)).toBe(foreign);
    }
  });
});
