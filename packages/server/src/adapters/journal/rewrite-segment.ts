import { setImmediate } from 'node:timers/promises';
import { recordsIn } from './record.ts';
import type { SegmentFiles } from './segment-files.ts';
import type { TurnIndex } from './turn-index.ts';

/** Records looked at before other work gets its turn. */
const RECORDS_AT_ONCE = 1_000;

interface Kept {
  readonly turnId: string;
  readonly seq: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes a complete segment anew without the bytes of forgotten turns, in place of the old file. Readers that looked
 * up a place just before find another record there, notice it, and look again.
 */
export async function rewriteSegment(files: SegmentFiles, index: TurnIndex, segment: number): Promise<void> {
  const bytes = await files.read(segment);
  const parts: Buffer[] = [];
  const kept: Kept[] = [];
  let size = 0;
  let seen = 0;
  for (const { offset, record } of recordsIn(bytes)) {
    const { turnId, seq } = record.head;
    const needed =
      seq === 0
        ? index.isBuried(turnId, segment)
        : index.get(turnId)?.isAt(seq, { segment, offset }) === true;
    if (needed) {
      parts.push(bytes.subarray(offset, record.end));
      kept.push({ turnId, seq, from: offset, to: size });
      size += record.end - offset;
    }
    seen += 1;
    if (seen % RECORDS_AT_ONCE === 0) await setImmediate();
  }
  await files.replace(segment, Buffer.concat(parts), () => {
    for (const { turnId, seq, from, to } of kept) {
      const turn = index.get(turnId);
      if (turn?.isAt(seq, { segment, offset: from }) === true) turn.move(seq, to);
    }
  });
}
