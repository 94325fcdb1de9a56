import { setImmediate } from 'node:timers/promises';
import { recordsIn } from './record.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { Place } from './segment-writer.ts';
import type { TurnIndex } from './turn-index.ts';

/** Records looked at before other work gets its turn. */
const RECORDS_AT_ONCE = 2_000;

/**
 * Reads the segments into an empty index and cuts torn tails off; returns where to go on. An event counts only when
 * it is the next one of its turn: a turn that lost one in a damaged segment ends before it and is open again.
 */
export async function loadJournal(files: SegmentFiles, index: TurnIndex): Promise<Place> {
  const segments = await files.prepare();
  const tombstones: string[] = [];
  let end: Place = { segment: 1, offset: 0 };
  for (const segment of segments) {
    const bytes = await files.read(segment);
    const size = await loadSegment(bytes, segment, index, tombstones);
    if (size < bytes.length) await files.cut(segment, size);
    end = { segment, offset: size };
  }
  for (const turnId of tombstones) index.forget(turnId);
  return end;
}

async function loadSegment(
  bytes: Buffer,
  segment: number,
  index: TurnIndex,
  tombstones: string[],
): Promise<number> {
  const records = recordsIn(bytes);
  for (let seen = 1; ; seen += 1) {
    const next = records.next();
    if (next.done === true) return next.value;
    const { head } = next.value.record;
    const place = { segment, offset: next.value.offset };
    if (head.seq === 0) tombstones.push(head.turnId);
    else index.obtain(head.turnId)?.accept(head, place);
    if (seen % RECORDS_AT_ONCE === 0) await setImmediate();
  }
}
