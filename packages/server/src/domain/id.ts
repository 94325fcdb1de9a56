import { createHash, randomBytes } from 'node:crypto';

// Offset between the UUID epoch (1582-10-15) and the Unix epoch, in units of 100 ns (RFC 9562, section 5.1).
const GREGORIAN_OFFSET = 122_192_928_000_000_000n;
const node = randomBytes(6).toString('hex');
let lastTicks = 0n;

/** A time-based UUID (version 1, RFC 9562) as 32 lower-case hex digits: the form of every entity id. */
export function newId(): string {
  const now = BigInt(Date.now()) * 10_000n + GREGORIAN_OFFSET;
  lastTicks = now > lastTicks ? now : lastTicks + 1n;
  const ticks = lastTicks.toString(16).padStart(15, '0');
  const low = ticks.slice(7);
  const middle = ticks.slice(3, 7);
  const high = ticks.slice(0, 3);
  const sequence = (0x8000 | (randomBytes(2).readUInt16BE() & 0x3fff)).toString(16);
  return `${low}${middle}1${high}${sequence}${node}`;
}

/** The id of a chunk: 16 hex digits made from its document and text, so that parsing a document again gives the same ids. */
export function chunkId(documentId: string, text: string): string {
  return createHash('sha256').update(documentId).update('\0').update(text).digest('hex').slice(0, 16);
}
