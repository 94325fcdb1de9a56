import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';
import type { Seal } from '../../ports/seal.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1:';

/** AES-256-GCM under the installation's secret of 32 bytes. */
export function createSeal(key: Buffer): Seal {
  return {
    seal: (name, text) => sealText(name, text, key),
    open: (name, sealed) => openText(name, sealed, key),
  };
}

function sealText(name: string, value: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return VERSION + sealed.toString('base64');
}

function openText(name: string, stored: string, key: Buffer): string {
  try {
    if (!stored.startsWith(VERSION)) throw new Error('not a sealed value');
    const bytes = Buffer.from(stored.slice(VERSION.length), 'base64');
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return (
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  } catch (cause) {
    throw new AppError(
      'store-unavailable',
      'The data folder was written with another secret. Restore its secret.key, or set the COLLOQUY_SECRET that it was used with.',
      { cause },
    );
  }
}
