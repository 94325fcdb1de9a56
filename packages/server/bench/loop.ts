// Whether the server stays responsive while it streams, reads a long PDF and removes a large base, all at once.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { ingest } from './ingest.ts';
import type { LoopDelay } from './loop-delay-preload.ts';
import { clock, createLoadMeter, percentile, rounded, secondsWithoutCore } from './process-figures.ts';
import { markdownFile, pdfFile } from './sample-files.ts';
import { questionsFor, startStreamLoad } from './stream-load.ts';

export interface LoopResult {
  /** Delay of the event loop, in milliseconds, measured inside the server. */
  readonly p99: number;
  /** From request to answer of `/healthz`, in milliseconds, by a client on the same machine. */
  readonly healthP99: number;
  readonly p50: number;
  readonly max: number;
  readonly healthP50: number;
  readonly healthMax: number;
  /** How long each took beside the others, in seconds. */
  readonly pdfSeconds: number;
  readonly deleteSeconds: number;
  readonly streamSeconds: number;
  /** Passages of the base that was deleted. */
  readonly chunks: number;
  readonly load: number;
  /** Share of the time in which the server's main thread was ready and had no core: delay that is not its own. */
  readonly withoutCore: number;
}

const SECTIONS = 1_000;
/** A section makes a little more than two passages. */
const PASSAGES_A_FILE = 2_340;
const INTERVAL = 20;
const RAMP = 2_000;

/** Prepares the base, then measures while all three run. Prints a line unless `json`. */
export async function run(options: {
  readonly chunks: number;
  readonly streams: number;
  readonly json: boolean;
}): Promise<LoopResult> {
  const file = join(tmpdir(), `colloquy-loop-${process.pid}.json`);
  const preload = new URL('./loop-delay-preload.ts', import.meta.url).href;
  const load = await startStreamLoad();
  const server = await startBenchServer(load.provider, {
    NODE_OPTIONS: `--import=${preload}`,
    BENCH_LOOP_DELAY_FILE: file,
  });
  try {
    const files = Array.from({ length: Math.ceil(options.chunks / PASSAGES_A_FILE) }, (_, index) =>
      markdownFile(`${index}.md`, SECTIONS),
    );
    const large = await ingest(server.client, files);
    await load.pace({ tokens: 1_000, interval: INTERVAL });
    const streams = await questionsFor(server, 'events', options.streams);
    const meter = createLoadMeter();
    await readDelay(server, file);
    const probes = probeHealth(server);
    const waitedBefore = secondsWithoutCore(server.pid);
    const began = clock();
    const since = (): number => rounded((clock() - began) / 1000);
    const reading = load.read(streams, RAMP).then(since);
    await load.started(options.streams);
    const deleting = server.client.deleteBase(large.baseId).then(() => untilGone(server, large.baseId));
    const [pdf, deleteSeconds, streamSeconds] = await Promise.all([
      ingest(server.client, [pdfFile('long.pdf', 1_000)]),
      deleting.then(since),
      reading,
    ]);
    const delay = await readDelay(server, file);
    const withoutCore = (secondsWithoutCore(server.pid) - waitedBefore) / since();
    const health = (await probes.stop()).sort();
    const result = {
      p99: rounded(delay.p99),
      healthP99: rounded(percentile(health, 0.99)),
      p50: rounded(delay.p50),
      max: rounded(delay.max),
      healthP50: rounded(percentile(health, 0.5)),
      healthMax: rounded(health.at(-1) ?? 0),
      pdfSeconds: rounded(pdf.seconds),
      deleteSeconds,
      streamSeconds,
      chunks: large.passages,
      load: rounded(meter(), 2),
      withoutCore: rounded(withoutCore, 2),
    };
    if (!options.json) console.table(result);
    return result;
  } finally {
    await server.stop();
    await load.stop();
    rmSync(file, { force: true });
  }
}

/** The delay since the last time. */
async function readDelay({ pid }: BenchServer, file: string): Promise<LoopDelay> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file) || readFileSync(file).length === 0) await setTimeout(5);
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
}

async function untilGone({ client }: BenchServer, baseId: string): Promise<void> {
  while ((await client.bases()).some(({ id }) => id === baseId)) await setTimeout(20);
}

/** Asks `/healthz` every 20 ms, one question after the other. */
function probeHealth({ url }: BenchServer): { stop(): Promise<Float64Array> } {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  let stopped = false;
  const probing = (async () => {
    while (!stopped) {
      const asked = clock();
      await new Promise<void>((resolve, reject) => {
        get(`${url}/healthz`, { agent }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
      });
      times.push(clock() - asked);
      await setTimeout(20);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await probing;
      agent.destroy();
      return Float64Array.from(times);
    },
  };
}
