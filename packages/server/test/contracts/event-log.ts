import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../src/domain/chat-event.ts';
import type { EventLog, Logged } from '../../src/ports/event-log.ts';

export interface OpenedLog {
  readonly log: EventLog;
  /** Sets the time at which turns end from now on. */
  setTime(time: number): void;
  close(): Promise<void>;
}

/** What every log of turns keeps. */
export function describeEventLog(name: string, open: () => Promise<OpenedLog>): void {
  describe(name, () => {
    let opened: OpenedLog;
    let log: EventLog;
    const { signal } = new AbortController();

    beforeEach(async () => {
      opened = await open();
      log = opened.log;
    });
    afterEach(() => opened.close());

    it('numbers the events of each turn from 1 and replays them', async () => {
      const numbers = await Promise.all(
        ['a', 'b', 'a', 'b', 'a'].map((turnId, n) => log.append(turnId, delta(`${turnId}${n}`))),
      );
      expect(numbers).toEqual([1, 1, 2, 2, 3]);
      expect(await log.append('a', LAST)).toBe(4);
      const events = await readAll(log, 'a');
      expect(events).toEqual([delta('a0'), delta('a2'), delta('a4'), LAST].map(numbered));
      expect(await readAll(log, 'a', 2)).toEqual(events.slice(2));
      expect(await readAll(log, 'a', 4)).toEqual([]);
      expect(await readAll(log, 'a', 99)).toEqual([]);
    });

    it('ends at once for a turn that it does not know', async () => {
      expect(await readAll(log, 'unknown')).toEqual([]);
      expect(await log.has('unknown')).toBe(false);
    });

    it('lets any number of readers follow to the last event', async () => {
      await log.append('a', delta('0'));
      const readers = [0, 1, 0, 3].map((after) => readAll(log, 'a', after));
      for (let n = 1; n < 200; n += 1) await log.append('a', delta(`${n}`));
      await log.append('a', LAST);
      const [first, second, third, fourth] = await Promise.all(readers);
      expect(first).toHaveLength(201);
      expect(first?.map((logged) => logged.seq)).toEqual(Array.from({ length: 201 }, (_, n) => n + 1));
      expect(second).toEqual(first?.slice(1));
      expect(third).toEqual(first);
      expect(fourth).toEqual(first?.slice(3));
    });

    it('shows a reader nothing that has not been logged', async () => {
      const seen: number[] = [];
      let logged = 0;
      await log.append('a', delta('0'));
      logged = 1;
      const reading = (async () => {
        for await (const { seq } of log.read('a', { after: 0, signal })) {
          seen.push(seq);
          expect(seq).toBeLessThanOrEqual(logged);
        }
      })();
      for (let n = 0; n < 50; n += 1) {
        const appended = log.append('a', n === 49 ? LAST : delta('x')).then((seq) => {
          logged = Math.max(logged, seq);
        });
        await appended;
      }
      await reading;
      expect(seen).toHaveLength(51);
    });

    it('stops a reader, waiting or not, when its signal aborts', async () => {
      await log.append('a', delta('0'));
      const controller = new AbortController();
      const reading = readAll(log, 'a', 1, controller.signal);
      await log.append('b', delta('elsewhere'));
      controller.abort(new Error('left'));
      await expect(reading).rejects.toThrow('left');
      await expect(readAll(log, 'a', 0, controller.signal)).rejects.toThrow('left');
      await log.append('a', LAST);
      expect(await readAll(log, 'a')).toHaveLength(2);
    });

    it('takes no event after the last', async () => {
      const ending = log.append('a', LAST);
      await expect(log.append('a', delta('late'))).rejects.toMatchObject({ code: 'conflict' });
      await ending;
      await expect(log.append('a', delta('late'))).rejects.toMatchObject({ code: 'conflict' });
      expect(await readAll(log, 'a')).toEqual([numbered(LAST, 0)]);
    });

    it('knows which turns are open', async () => {
      await log.append('a', delta('0'));
      await log.append('b', delta('0'));
      await log.append('b', ANSWER_END);
      expect(await log.open()).toEqual(['a']);
      expect([await log.has('a'), await log.has('b')]).toEqual([true, true]);
      await log.append('a', LAST);
      expect(await log.open()).toEqual([]);
    });

    it('forgets a removed turn: its readers end, late events are refused', async () => {
      await log.append('a', delta('0'));
      await log.append('b', delta('0'));
      const reading = readAll(log, 'a');
      const queued = log.append('a', delta('queued')).catch((error) => error.code);
      await log.remove('a');
      await log.remove('a');
      await log.remove('unknown');
      expect([2, 'not-found']).toContain(await queued);
      expect((await reading).length).toBeLessThanOrEqual(2);
      await expect(log.append('a', delta('late'))).rejects.toMatchObject({ code: 'not-found' });
      expect(await log.has('a')).toBe(false);
      expect(await log.open()).toEqual(['b']);
      expect(await readAll(log, 'a')).toEqual([]);
    });

    it('prunes what ended before a time, and never an open turn', async () => {
      for (const [turnId, time] of [
        ['old', 10],
        ['new', 20],
      ] as const) {
        opened.setTime(time);
        await log.append(turnId, delta(turnId));
        await log.append(turnId, LAST);
      }
      await log.append('open', delta('0'));
      expect(await log.prune(20)).toBe(1);
      expect(await log.prune(20)).toBe(0);
      expect([await log.has('old'), await log.has('new'), await log.has('open')]).toEqual([
        false,
        true,
        true,
      ]);
      expect(await readAll(log, 'new')).toHaveLength(2);
    });

    it('keeps text of every kind as it is', async () => {
      const texts = ['', 'a\nb\r\n\u2028', 'Grüße 你好 👋', '\ud800', '"}]\u0000', 'x'.repeat(300_000)];
      for (const text of texts) await log.append('a', delta(text));
      await log.append('a', LAST);
      const deltas = (await readAll(log, 'a')).map(({ event }) => 'delta' in event && event.delta);
      expect(deltas.slice(0, -1)).toEqual(texts);
    });

    it('lets a reader go on that paused', async () => {
      for (let n = 0; n < 100; n += 1) await log.append('a', delta(`${n}`));
      const reader = log.read('a', { after: 0, signal })[Symbol.asyncIterator]();
      expect((await reader.next()).value?.seq).toBe(1);
      for (let n = 100; n < 1_000; n += 1) void log.append('a', delta(`${n}`));
      await log.append('a', LAST);
      let last = 1;
      for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
        expect(next.value.seq).toBe(last + 1);
        last = next.value.seq;
      }
      expect(last).toBe(1_001);
    });
  });
}

/** The last event of a turn that failed. */
export const LAST: ChatEvent = {
  type: 'error',
  problem: { code: 'interrupted', message: 'The server was ended.', retryable: true },
};

const ANSWER_END: ChatEvent = {
  type: 'answer-end',
  answer: { text: '', reasoning: '', citations: [], references: [] },
  finishReason: 'stop',
  usage: { inputTokens: 0, outputTokens: 0 },
  trace: {
    question: '',
    searchText: '',
    model: 'm@f',
    milliseconds: {},
    searchedChunks: 0,
    vectorWeight: 0,
    sources: [],
  },
};

export function delta(text: string): ChatEvent {
  return { type: 'text-delta', delta: text };
}

export function numbered(event: ChatEvent, index: number): Logged {
  return { seq: index + 1, event };
}

/** Reads to the last event. */
export async function readAll(
  log: EventLog,
  turnId: string,
  after = 0,
  signal: AbortSignal = new AbortController().signal,
): Promise<Logged[]> {
  const events: Logged[] = [];
  for await (const logged of log.read(turnId, { after, signal })) events.push(logged);
  return events;
}
