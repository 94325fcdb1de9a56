import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delta, describeEventLog, LAST, numbered, readAll } from '../../../test/contracts/event-log.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { AppError } from '../../domain/errors.ts';
import { type Journal, type JournalOptions, openJournal } from './event-log.ts';
import { encodeRecords } from './record.ts';
import { SegmentFiles, type SegmentHandle } from './segment-files.ts';

const variants: readonly (readonly [string, JournalOptions])[] = [
  ['turns in a journal', {}],
  ['turns in a journal of small segments', { segmentBytes: 500 }],
  ['turns in a journal that keeps nothing in memory', { cacheBytes: 0 }],
];
for (const [name, options] of variants) {
  describeEventLog(name, async () => {
    let time = 0;
    const folder = temporaryFolder();
    const log = await openJournal(join(folder.path, 'journal'), { ...options, clock: () => time });
    return {
      log,
      setTime(now) {
        time = now;
      },
      async close() {
        await log.close();
        folder.remove();
      },
    };
  });
}

describe('a journal on disk', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let log: Journal;
  const open = async (options: JournalOptions = {}) => {
    log = await openJournal(folder.path, options);
  };
  const reopen = async (options: JournalOptions = {}) => {
    await log.close();
    await open(options);
  };
  const segments = () => readdirSync(folder.path).sort();
  const onDisk = () => segments().map((name) => readFileSync(join(folder.path, name), 'utf8'));

  beforeEach(async () => {
    folder = temporaryFolder();
    await open();
  });
  afterEach(async () => {
    await log.close();
    folder.remove();
  });

  it('has everything again after it was closed', async () => {
    await log.append('a', delta('one'));
    await log.append('b', delta('two'));
    await log.append('b', LAST);
    await reopen();
    expect(await log.open()).toEqual(['a']);
    expect(await readAll(log, 'b')).toEqual([delta('two'), LAST].map(numbered));
    await expect(log.append('b', delta('late'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await log.append('a', delta('three'))).toBe(2);
    await log.append('a', LAST);
    await reopen();
    expect(await readAll(log, 'a')).toEqual([delta('one'), delta('three'), LAST].map(numbered));
  });

  it('goes on in a new segment when one is full', async () => {
    await reopen({ segmentBytes: 1_000 });
    for (let n = 0; n < 50; n += 1) await log.append('a', delta('x'.repeat(100)));
    expect(segments().length).toBeGreaterThan(5);
    for (const name of segments()) {
      expect(statSync(join(folder.path, name)).size).toBeLessThanOrEqual(1_000);
    }
    await log.append('a', LAST);
    await reopen({ segmentBytes: 1_000 });
    expect(await readAll(log, 'a')).toHaveLength(51);
  });

  it('leaves no byte of a removed turn, and every byte of the others', async () => {
    await reopen({ segmentBytes: 2_000 });
    for (let n = 0; n < 40; n += 1) {
      await Promise.all(['keep', 'secret'].map((turnId) => log.append(turnId, delta(`${turnId} ${n}`))));
    }
    await log.append('keep', LAST);
    const reading = readAll(log, 'keep');
    await log.remove('secret');
    expect(onDisk().join('')).toContain('keep 39');
    await log.settle();
    expect(onDisk().join('')).not.toContain('secret 7');
    expect(await reading).toHaveLength(41);
    await reopen();
    expect(await log.has('secret')).toBe(false);
    expect(await readAll(log, 'keep')).toEqual(await reading);
  });

  it('remembers a removal that was not carried out before the process ended', async () => {
    for (const turnId of ['a', 'b']) await log.append(turnId, delta(`text of ${turnId}`));
    await log.flush();
    const before = readFileSync(join(folder.path, '00000001.log'));
    await log.close();
    // As a crash leaves it: the tombstone is there, the segment has not been rewritten.
    writeFileSync(join(folder.path, '00000001.log'), Buffer.concat([before, tombstoneOf('a')]));
    await open();
    expect(await log.has('a')).toBe(false);
    expect(await log.open()).toEqual(['b']);
    await log.settle();
    expect(onDisk().join('')).not.toContain('text of a');
    expect(onDisk().join('')).toContain('text of b');
  });

  it('gives disk space back when turns are pruned', async () => {
    await reopen({ segmentBytes: 1_000 });
    for (let n = 0; n < 50; n += 1) await log.append('a', delta('x'.repeat(100)));
    await log.append('a', LAST);
    await log.append('b', delta('open'));
    expect(await log.prune(Date.now() + 1)).toBe(1);
    await log.settle();
    expect(onDisk().join('').length).toBeLessThan(200);
    await reopen();
    expect(await log.open()).toEqual(['b']);
  });

  it('never serves a damaged event; the turn is open again before it', async () => {
    for (const text of ['one', 'two', 'three']) await log.append('a', delta(text));
    await log.append('b', delta('whole'));
    await log.append('b', LAST);
    await log.append('a', LAST);
    await log.close();
    const path = join(folder.path, '00000001.log');
    writeFileSync(path, readFileSync(path, 'latin1').replace('two', 'tvo'), 'latin1');
    await open();
    expect(await readAll(log, 'b')).toEqual([delta('whole'), LAST].map(numbered));
    expect(await log.open()).toEqual(['a']);
    expect(await log.append('a', LAST)).toBe(2);
    await reopen();
    expect(await readAll(log, 'a')).toEqual([delta('one'), LAST].map(numbered));
  });

  it('refuses what cannot be written, and takes what comes after', async () => {
    const files = new SegmentFiles(folder.path);
    let room = 0;
    await reopen({
      open: async (segment): Promise<SegmentHandle> => {
        const handle = await files.open(segment);
        return {
          ...handle,
          async write(bytes, position) {
            if (room >= bytes.length) return handle.write(bytes, position);
            await handle.write(bytes.subarray(0, bytes.length >> 1), position);
            throw new AppError('store-unavailable', 'The disk is full.');
          },
        };
      },
    });
    room = 1_000;
    await log.append('a', delta('first'));
    const reading = readAll(log, 'a');
    room = 0;
    const refused = await Promise.allSettled([
      log.append('a', delta('lost')),
      log.append('b', delta('lost')),
      log.append('a', LAST),
    ]);
    expect(refused.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      Array(3).fill('store-unavailable'),
    );
    expect(await log.has('b')).toBe(false);
    room = 1_000;
    expect(await log.append('a', delta('second'))).toBe(2);
    expect(await log.append('a', LAST)).toBe(3);
    const events = [delta('first'), delta('second'), LAST].map(numbered);
    expect(await reading).toEqual(events);
    await reopen();
    expect(await readAll(log, 'a')).toEqual(events);
    expect(onDisk().join('')).not.toContain('lost');
  });

  it('is refused events after its end, and its readers end', async () => {
    await log.append('a', delta('one'));
    const reading = readAll(log, 'a');
    await log.close();
    expect(await reading).toHaveLength(1);
    await expect(log.append('a', delta('late'))).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});

function tombstoneOf(turnId: string): Buffer {
  return encodeRecords([{ turnId, seq: 0, endedAt: 0 }]).bytes;
}
