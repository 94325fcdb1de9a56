// Loaded into the server by `--import`: measures its event loop from inside. SIGUSR2 writes the figures and begins anew.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** What is written, in milliseconds beyond the timer's own interval. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const RESOLUTION = 5;
const file = process.env.BENCH_LOOP_DELAY_FILE;

if (isMainThread && file !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  const beyond = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION);
  histogram.enable();
  process.on('SIGUSR2', () => {
    const delay: LoopDelay = {
      p50: beyond(histogram.percentile(50)),
      p99: beyond(histogram.percentile(99)),
      max: beyond(histogram.max),
    };
    writeFileSync(file, JSON.stringify(delay));
    histogram.reset();
  });
}
