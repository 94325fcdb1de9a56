import { crc32 } from 'node:zlib';
import type { ChatEvent } from '../../domain/chat-event.ts';

/** What a record says before its event. */
export interface RecordHead {
  readonly turnId: string;
  /** The event's number; 0 for a tombstone: everything of this turn is forgotten. */
  readonly seq: number;
  /** For the last event of a turn, when it was logged (milliseconds since the epoch); otherwise 0. */
  readonly endedAt: number;
}

export interface RecordDraft extends RecordHead {
  /** Absent in a tombstone. */
  readonly event?: ChatEvent;
}

/** A sound record inside a buffer. */
export interface FoundRecord {
  readonly head: RecordHead;
  /** Where the next record begins. */
  readonly end: number;
  /** Where the event's JSON begins; empty in a tombstone. */
  readonly bodyStart: number;
}

/** Length and checksum, four bytes each, little endian. */
const PREFIX = 8;
const LONGEST_PAYLOAD = 256 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Encodes records: length of the payload, its CRC-32, and the payload: the head as a JSON array, a newline, the event
 * as JSON. JSON has no newline of its own, so the head can be read without parsing the event.
 */
export function encodeRecords(drafts: readonly RecordDraft[]): {
  readonly bytes: Buffer;
  /** Where each record begins. */
  readonly offsets: readonly number[];
} {
  const payloads = drafts.map(payloadOf);
  const lengths = payloads.map((payload) => Buffer.byteLength(payload));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + PREFIX + length, 0));
  const offsets: number[] = [];
  let offset = 0;
  for (const [index, payload] of payloads.entries()) {
    const length = lengths[index] ?? 0;
    const start = offset + PREFIX;
    offsets.push(offset);
    bytes.write(payload, start, length, 'utf8');
    bytes.writeUInt32LE(length, offset);
    bytes.writeUInt32LE(crc32(bytes.subarray(start, start + length)), offset + 4);
    offset = start + length;
  }
  return { bytes, offsets };
}

/** The record that begins at `offset`; undefined when there is no whole and sound one. */
export function recordAt(bytes: Buffer, offset: number): FoundRecord | undefined {
  const end = plausibleEnd(bytes, offset);
  if (end === undefined || end > bytes.length) return undefined;
  const start = offset + PREFIX;
  if (crc32(bytes.subarray(start, end)) !== bytes.readUInt32LE(offset + 4)) return undefined;
  const newline = bytes.indexOf(NEWLINE, start);
  if (newline === -1 || newline >= end) return undefined;
  const [turnId, seq, endedAt] = JSON.parse(bytes.toString('utf8', start, newline));
  return { head: { turnId, seq, endedAt }, end, bodyStart: newline + 1 };
}

/** Where the record at `offset` ends if its length can be believed; may lie behind the buffer's end. */
function plausibleEnd(bytes: Buffer, offset: number): number | undefined {
  if (offset + PREFIX > bytes.length) return undefined;
  const length = bytes.readUInt32LE(offset);
  return length === 0 || length > LONGEST_PAYLOAD ? undefined : offset + PREFIX + length;
}

/** The event of a record that {@link recordAt} found in the same bytes. */
export function eventOf(bytes: Buffer, record: FoundRecord): ChatEvent {
  return JSON.parse(bytes.toString('utf8', record.bodyStart, record.end)) as ChatEvent;
}

/**
 * Walks over the sound records of a segment. One that is damaged inside is stepped over when another sound one
 * follows it; otherwise the walk ends there: what follows is a torn tail.
 */
export function* recordsIn(
  bytes: Buffer,
): Generator<{ readonly offset: number; readonly record: FoundRecord }, number> {
  let offset = 0;
  while (offset < bytes.length) {
    const record = recordAt(bytes, offset);
    if (record !== undefined) {
      yield { offset, record };
      offset = record.end;
      continue;
    }
    const next = plausibleEnd(bytes, offset);
    if (next === undefined || recordAt(bytes, next) === undefined) return offset;
    offset = next;
  }
  return offset;
}

function payloadOf({ turnId, seq, endedAt, event }: RecordDraft): string {
  const head = `[${JSON.stringify(turnId)},${seq},${endedAt}]`;
  return event === undefined ? `${head}\n` : `${head}\n${JSON.stringify(event)}`;
}
