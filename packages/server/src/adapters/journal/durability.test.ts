import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { delta, LAST, numbered, readAll } from '../../../test/contracts/event-log.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import type { ChatEvent } from '../../domain/chat-event.ts';
import { openJournal } from './event-log.ts';

type Step =
  | { readonly kind: 'append'; readonly turn: string; readonly text: string }
  | { readonly kind: 'end'; readonly turn: string }
  | { readonly kind: 'remove'; readonly turn: string }
  | { readonly kind: 'prune' | 'reopen' | 'crash' };

const turn = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('append'), turn, text: fc.string() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), turn }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), turn }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('prune', 'reopen', 'crash') }) },
);

it('holds exactly what was appended and not removed, through any sequence of steps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
      const folder = temporaryFolder();
      const options = { segmentBytes: 200, cacheBytes: seed % 2 === 0 ? 0 : 1_000 };
      let path = join(folder.path, '0');
      let log = await openJournal(path, options);
      const model = new Map<string, ChatEvent[]>();
      const removed = new Set<string>();
      const ended = (id: string) => model.get(id)?.at(-1) === LAST;
      try {
        for (const [n, next] of steps.entries()) {
          if (next.kind === 'append' || next.kind === 'end') {
            const event = next.kind === 'end' ? LAST : delta(next.text);
            if (removed.has(next.turn) || ended(next.turn)) continue;
            model.set(next.turn, [...(model.get(next.turn) ?? []), event]);
            await log.append(next.turn, event);
          } else if (next.kind === 'remove') {
            model.delete(next.turn);
            removed.add(next.turn);
            await log.remove(next.turn);
          } else if (next.kind === 'prune') {
            const old = [...model.keys()].filter(ended);
            expect(await log.prune(Date.now() + 10)).toBe(old.length);
            for (const id of old) {
              model.delete(id);
              removed.add(id);
            }
            await log.settle();
          } else {
            const copy = join(folder.path, `${n + 1}`);
            // A crash: what is on disk at this moment, in the middle of whatever goes on in the background.
            if (next.kind === 'crash') cpSync(path, copy, { recursive: true });
            await log.close();
            if (next.kind === 'crash') path = copy;
            log = await openJournal(path, options);
          }
        }
        for (const id of ['a', 'b', 'c', 'd']) {
          const events = model.get(id) ?? [];
          expect(await log.has(id)).toBe(events.length > 0);
          if (events.length > 0 && !ended(id)) await log.append(id, LAST);
          const expected = events.length > 0 && !ended(id) ? [...events, LAST] : events;
          expect(await readAll(log, id)).toEqual(expected.map(numbered));
        }
      } finally {
        await log.close();
        folder.remove();
      }
    }),
    { numRuns: 60 },
  );
});

it('serves a prefix of every turn when the tail is cut off at any byte', async () => {
  const source = temporaryFolder();
  const log = await openJournal(source.path);
  const events: Record<string, ChatEvent[]> = { a: [], b: [] };
  for (let n = 0; n < 30; n += 1) {
    const id = n % 3 === 0 ? 'b' : 'a';
    const event = delta(`${'text '.repeat(n % 5)}${n}`);
    events[id]?.push(event);
    await log.append(id, event);
  }
  await log.close();
  const [name = ''] = readdirSync(source.path);
  const { size } = statSync(join(source.path, name));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: size }), async (length) => {
      const folder = temporaryFolder();
      cpSync(source.path, folder.path, { recursive: true });
      truncateSync(join(folder.path, name), length);
      const cut = await openJournal(folder.path);
      for (const id of ['a', 'b']) {
        const seq = (await cut.append(id, LAST)) - 1;
        const expected = [...(events[id]?.slice(0, seq) ?? []), LAST];
        expect(await readAll(cut, id)).toEqual(expected.map(numbered));
        if (length === size) expect(seq).toBe(events[id]?.length);
      }
      await cut.close();
      const again = await openJournal(folder.path);
      expect(await again.open()).toEqual([]);
      await again.close();
      folder.remove();
    }),
    { numRuns: 60 },
  );
  source.remove();
});

it('loses nothing that was acknowledged when the process is killed', async () => {
  for (let round = 0; round < 3; round += 1) {
    const folder = temporaryFolder();
    const acknowledged = await killedWriter(folder.path, 200 + 300 * round);
    const log = await openJournal(folder.path);
    const [turnId = ''] = await log.open();
    await log.append(turnId, LAST);
    const events = await readAll(log, turnId);
    expect(events.length - 1).toBeGreaterThanOrEqual(acknowledged);
    for (const [n, { event }] of events.slice(0, -1).entries()) expect(event).toEqual(delta(`event ${n}`));
    await log.close();
    folder.remove();
  }
});

/** Runs a process that appends without end, kills it after some events; returns how many it had acknowledged. */
async function killedWriter(path: string, events: number): Promise<number> {
  const module = new URL('./event-log.ts', import.meta.url).href;
  const script = `
    import { openJournal } from ${JSON.stringify(module)};
    const log = await openJournal(${JSON.stringify(path)}, { segmentBytes: 5000 });
    for (let n = 0; ; n += 1) {
      const seq = await log.append('turn', { type: 'text-delta', delta: 'event ' + n });
      process.stdout.write(seq + '\\n');
    }`;
  const writer = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  try {
    for await (const line of createInterface({ input: writer.stdout })) {
      last = Number(line);
      if (last >= events) writer.kill('SIGKILL');
    }
  } finally {
    writer.kill('SIGKILL');
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  }
  return last;
}
