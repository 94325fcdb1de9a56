import { constants, createPrivateKey, createPublicKey, generateKeyPair, privateDecrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Settings } from '../ports/repositories.ts';

/** Where the key is kept between starts. */
const SETTING = 'accounts.password-key';
const MODULUS_BITS = 2048;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;

/** The key with which old clients wrap a password before they send it. */
export interface PasswordKey {
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /**
   * The password in `text`: unwrapped when it is base64 of an RSA (PKCS#1 v1.5) ciphertext, made with our key, of the
   * base64 of a password. Any other text is the password itself, with line breaks in one form, because a form post
   * writes them in another way than JSON does.
   */
  open(text: string): string;
}

/** Reads the key, or makes and keeps one at the first start. */
export async function loadPasswordKey(settings: Pick<Settings, 'get' | 'set'>): Promise<PasswordKey> {
  const stored = await settings.get(SETTING);
  const pem = stored ?? (await makeKey());
  if (stored === undefined) await settings.set(SETTING, pem);
  const key = createPrivateKey(pem);
  return {
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    open(text) {
      const ciphertext = fromBase64(text.replace(/\s+/g, ''));
      const wrapped = ciphertext?.length === MODULUS_BITS / 8 ? unwrap(ciphertext) : undefined;
      return wrapped ?? text.replace(/\r\n?/g, '\n');
    },
  };

  function unwrap(ciphertext: Buffer): string | undefined {
    // A text that was not made with our key does not fail here: OpenSSL then gives bytes that depend on key and text
    // alone (implicit rejection), which is what keeps this from being a padding oracle. They are no base64 of UTF-8.
    const plain = attempt(() => privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, ciphertext));
    const password = plain === undefined ? undefined : fromBase64(plain.toString('latin1'));
    return password === undefined
      ? undefined
      : attempt(() => new TextDecoder('utf-8', { fatal: true }).decode(password));
  }
}

async function makeKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function fromBase64(text: string): Buffer | undefined {
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
