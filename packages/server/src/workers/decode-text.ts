import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { utf16Order } from '../text/detect-format.ts';

/** How much of a file is looked at to guess its encoding, in bytes. */
const SAMPLE = 64 * 1024;

/** Legacy encodings that are tried, the stricter first: the order breaks ties of the detector. */
const LEGACY = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'koi8-r', 'windows-1251', 'windows-1252'];

/** Text of a file in whatever encoding it has: by its mark, as UTF-8 when it is that, else by the best guess. */
export function decodeText(
  bytes: Uint8Array,
  declared?: string,
): { readonly text: string; readonly encoding: string } {
  const encoding = detectEncoding(bytes, declared);
  const text = encoding.startsWith('utf-')
    ? new TextDecoder(encoding).decode(bytes)
    : iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding);
  return { text: text.replace(/\r\n?/g, '\n').replaceAll('\0', ''), encoding };
}

/** @param declared what the file says itself (a meta tag), believed only when the bytes agree */
export function detectEncoding(bytes: Uint8Array, declared?: string): string {
  const wide = utf16Order(bytes);
  if (wide !== undefined) return wide;
  if (isUtf8(bytes)) return 'utf-8';
  const sample = bytes.subarray(0, SAMPLE);
  if (declared !== undefined && iconv.encodingExists(declared) && flaws(sample, declared) === 0)
    return declared;
  return guess(sample);
}

/** True as well for UTF-8 with a few broken places: at most one in twenty of what is not ASCII. */
function isUtf8(bytes: Uint8Array): boolean {
  if (isStrictUtf8(bytes)) return true;
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, SAMPLE));
  const beyondAscii = text.match(/\P{ASCII}/gu)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  return broken * 20 <= beyondAscii;
}

function isStrictUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The detector's likeliest encoding among those in which the sample has the fewest impossible characters. */
function guess(sample: Uint8Array): string {
  const detected = analyse(sample)
    .map((match) => ({ name: match.name.toLowerCase(), confidence: match.confidence }))
    .filter(({ name }) => iconv.encodingExists(name) && !name.startsWith('utf'));
  const names = [...new Set([...detected.map(({ name }) => widened(name)), ...LEGACY])];
  let best = 'windows-1252';
  let bestFlaws = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const count = flaws(sample, name);
    if (count < bestFlaws) {
      best = name;
      bestFlaws = count;
    }
  }
  return best;
}

/** Windows code pages contain the ISO ones and are what files really use. */
function widened(name: string): string {
  return name === 'iso-8859-1' ? 'windows-1252' : name === 'gb2312' || name === 'gbk' ? 'gb18030' : name;
}

/** Characters that no text has: undecodable, private use, or C1 controls. The cut end of the sample may give one. */
function flaws(sample: Uint8Array, encoding: string): number {
  const text = iconv.decode(Buffer.from(sample), encoding);
  const found = text.match(/[\ufffd\ue000-\uf8ff\u0080-\u009f]/g)?.length ?? 0;
  return Math.max(0, found - (sample.length === SAMPLE ? 1 : 0));
}
