import { ColloquyError } from '@colloquy/client';
import { describe, expect, test } from 'vitest';
import type { FileToSend, SentFile } from './send-file.ts';
import { Uploads } from './uploads.ts';

const base = { id: 'b', name: 'Base' };

function house() {
  const calls: (Omit<FileToSend, 'token'> & PromiseWithResolvers<SentFile>)[] = [];
  const said: string[] = [];
  const uploads = new Uploads({
    send: (file) => {
      const call = { ...file, ...Promise.withResolvers<SentFile>() };
      file.signal.addEventListener('abort', () => call.reject(file.signal.reason));
      calls.push(call);
      return call.promise;
    },
    onAdded: (baseId) => said.push(`added ${baseId}`),
    onLost: () => said.push('lost'),
    onSignedOut: () => said.push('signed out'),
  });
  const add = (...names: readonly string[]) =>
    uploads.add(
      base,
      names.map((name) => ({ name, file: new File([name], name) })),
    );
  const states = () => uploads.snapshot().list.map(({ name, state }) => `${name} ${state}`);
  const settle = () => new Promise(setImmediate);
  return { calls, said, uploads, add, states, settle };
}

const done = (name: string, outcome: SentFile['outcome'] = 'added'): SentFile => ({ name, outcome });

describe('uploads', () => {
  test('three at once, each with its own outcome', async () => {
    const { calls, uploads, add, states, settle, said } = house();
    add('a', 'b', 'c', 'd');
    expect(states()).toEqual(['a sending', 'b sending', 'c sending', 'd waiting']);
    const problem = { code: 'unsupported', message: 'No.', retryable: false };
    calls[1]?.resolve({ name: 'b', outcome: 'refused', problem });
    calls[0]?.resolve(done('a'));
    await settle();
    expect(states()).toEqual(['a added', 'b refused', 'c sending', 'd sending']);
    expect(said).toEqual(['added b', 'added b']);
    calls[2]?.onProgress(1);
    expect(uploads.snapshot().list[2]?.sent).toBe(1);
    expect(uploads.mayRetry(uploads.snapshot().list[1] ?? expect.fail())).toBe(false);
  });

  test('empty and too large files are refused without being sent', () => {
    const { uploads, calls } = house();
    uploads.add(
      base,
      [
        { name: 'empty', file: new File([], 'empty') },
        { name: 'large', file: new File(['12345'], 'large') },
      ],
      4,
    );
    expect(uploads.snapshot().list.map(({ problem }) => problem?.code)).toEqual(['empty', 'too-large']);
    expect(calls).toHaveLength(0);
  });

  test('a lost server pauses all; afterwards they go on, and meeting oneself is no duplicate', async () => {
    const { calls, uploads, add, states, settle, said } = house();
    add('a', 'b');
    calls[0]?.reject(new ColloquyError(0, { code: 'unreachable', message: 'Gone.', retryable: true }));
    await settle();
    expect([states(), uploads.snapshot().paused, said]).toEqual([['a waiting', 'b sending'], true, ['lost']]);
    calls[1]?.reject(new ColloquyError(502, { code: 'internal', message: 'Bad gateway.', retryable: true }));
    await settle();
    add('c');
    expect(calls).toHaveLength(2);
    uploads.resume();
    expect(states()).toEqual(['a sending', 'b sending', 'c sending']);
    calls[2]?.resolve(done('a', 'duplicate'));
    calls[4]?.resolve(done('c', 'duplicate'));
    await settle();
    expect(states()).toEqual(['a added', 'b sending', 'c duplicate']);
  });

  test('a file that loses every connection is refused in the end, and can be tried again', async () => {
    const { calls, uploads, add, states, settle } = house();
    add('a');
    for (let round = 0; round < 5; round++) {
      calls[round]?.reject(new ColloquyError(0, { code: 'unreachable', message: 'Gone.', retryable: true }));
      await settle();
      uploads.resume();
    }
    expect(states()).toEqual(['a refused']);
    uploads.retry(uploads.snapshot().list[0]?.id ?? -1);
    expect(states()).toEqual(['a sending']);
  });

  test('an ended session keeps the files for the next sign-in', async () => {
    const { calls, uploads, add, states, settle, said } = house();
    add('a', 'b');
    calls[0]?.reject(new ColloquyError(401, { code: 'unauthenticated', message: 'No.', retryable: false }));
    uploads.pause();
    await settle();
    expect([states(), said]).toEqual([['a waiting', 'b waiting'], ['signed out']]);
    uploads.resume();
    expect(states()).toEqual(['a sending', 'b sending']);
  });

  test('cancelled and cleared files are sent no further', async () => {
    const { calls, uploads, add, states, settle } = house();
    add('a', 'b', 'c', 'd');
    uploads.cancel(uploads.snapshot().list[0]?.id ?? -1);
    await settle();
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(states()).toEqual(['b sending', 'c sending', 'd sending']);
    uploads.clear();
    await settle();
    expect(states()).toEqual([]);
    expect(calls).toHaveLength(4);
  });
});
