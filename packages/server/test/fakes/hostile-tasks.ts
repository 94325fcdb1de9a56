import { getPriority } from 'node:os';
import { serveTasks } from '../../src/adapters/piscina/serve-tasks.ts';
import { AppError } from '../../src/domain/errors.ts';

/** What a hostile document might make of a thread. */
export interface HostileTasks extends Record<string, { readonly input: unknown; readonly output: unknown }> {
  echo: { input: { readonly bytes: Uint8Array }; output: number };
  spin: { input: null; output: never };
  fillHeap: { input: null; output: never };
  fillBuffers: { input: null; output: never };
  exit: { input: null; output: never };
  refuse: { input: null; output: never };
  fail: { input: null; output: never };
  environment: { input: null; output: { readonly secret: boolean; readonly priority: number } };
}

function spin(): never {
  for (;;) Math.random();
}

/** Runs in the threads of the pool's own tests. */
export const run = serveTasks({
  echo: ({ bytes }: { readonly bytes: Uint8Array }) => bytes.reduce((sum, byte) => sum + byte, 0),
  spin,
  fillHeap: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index + kept.length));
  },
  fillBuffers: async () => {
    const kept: Uint8Array[] = [];
    for (;;) {
      kept.push(new Uint8Array(8_000_000).fill(kept.length));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  exit: () => process.exit(3),
  refuse: () => {
    throw new AppError('unsupported', 'Not this one.');
  },
  fail: () => {
    throw new TypeError('a secret detail');
  },
  environment: () => ({ secret: 'COLLOQUY_POOL_TEST' in process.env, priority: getPriority(0) }),
});
