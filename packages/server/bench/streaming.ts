// What a streamed token costs the whole product, beside a byte pipe that relays the same streams in the same run.
import { startBenchServer } from './bench-server.ts';
import { startBenchProcess } from './child-process.ts';
import { median, rounded } from './process-figures.ts';
import type { Dialect } from './reader-process.ts';
import {
  type LoadFigures,
  pipedStreams,
  questionsFor,
  type StreamLoad,
  startStreamLoad,
} from './stream-load.ts';

/** Medians over the rounds. */
export interface StreamingFigures {
  /** CPU of the relay's process while all streams run: system and user, all threads. */
  readonly cpuSecondsPerMillionTokens: number;
  /** That against the pipe's in the same round. */
  readonly ratio: number;
  /** Milliseconds from token written by the provider to token read by the client, waiting for company included. */
  readonly addedLatencyP50: number;
  readonly addedLatencyP99: number;
  /** Streams that one core carries at 50 tokens a second, by the CPU above. */
  readonly streams: number;
  /** With the beginnings and ends of the turns. */
  readonly wholeCpuSecondsPerMillionTokens: number;
  readonly wholeRatio: number;
  /** Of the newest token of each message: of the product's own wait only what is left of the 40 ms when it comes. */
  readonly newestLatencyP50: number;
  readonly newestLatencyP99: number;
  readonly firstTokenP50: number;
  readonly tokensPerSecond: number;
  /** Share of the machine that was busy. */
  readonly load: number;
}

type ByDialect = Readonly<Record<Dialect, StreamingFigures>>;

/** Pipe and events at the most streams, cumulative at the fewest; `at` has every combination. */
export interface StreamingResult extends ByDialect {
  readonly at: Readonly<Record<string, ByDialect>>;
}

const DIALECTS = ['pipe', 'events', 'cumulative'] as const;
const INTERVAL = 20;
const TOKENS = 400;
/** Streams that begin in a second: questions arrive one after the other, not all at once. */
const STARTS_PER_SECOND = 120;

/** Measures all combinations, one after the other in each round. Prints a table unless `json`. */
export async function run(options: {
  readonly streams: readonly number[];
  readonly rounds: number;
  readonly json: boolean;
}): Promise<StreamingResult> {
  const load = await startStreamLoad();
  const server = await startBenchServer(load.provider);
  const pipe = await startBenchProcess('pipe-process.ts');
  try {
    const pipeUrl = await pipe.call<string>('listen', load.provider);
    const once = (dialect: Dialect, count: number): Promise<LoadFigures> =>
      measure(load, dialect, count, dialect === 'pipe' ? pipe : server, () =>
        dialect === 'pipe' ? pipedStreams(pipeUrl, count) : questionsFor(server, dialect, count),
      );
    // Compiled and connected, as a server is that has been running for a while.
    for (const dialect of DIALECTS) await once(dialect, Math.max(...options.streams));
    const at: Record<string, ByDialect> = {};
    for (const count of options.streams) {
      const rounds: Record<Dialect, LoadFigures>[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        rounds.push({
          pipe: await once('pipe', count),
          events: await once('events', count),
          cumulative: await once('cumulative', count),
        });
      }
      at[count] = summarise(rounds);
      if (!options.json) print(count, at[count]);
    }
    const [fewest, most] = [Math.min(...options.streams), Math.max(...options.streams)];
    const { pipe: piped, events } = at[most] as ByDialect;
    const { cumulative } = at[fewest] as ByDialect;
    return { pipe: piped, events, cumulative, at };
  } finally {
    await Promise.all([pipe.stop(), server.stop()]);
    await load.stop();
  }
}

async function measure(
  load: StreamLoad,
  dialect: Dialect,
  count: number,
  relay: { readonly pid: number },
  streams: () => Parameters<StreamLoad['run']>[0] | ReturnType<typeof questionsFor>,
): Promise<LoadFigures> {
  const ramp = (count / STARTS_PER_SECOND) * 1000;
  // All streams run together for some six seconds.
  await load.pace({ tokens: TOKENS + Math.round(ramp / INTERVAL), interval: INTERVAL });
  const figures = await load.run(await streams(), relay, ramp);
  process.stderr.write(
    `${dialect} ${count}: ${rounded(figures.cpuSecondsPerMillionTokens)} us a token, load ${rounded(figures.load, 2)}\n`,
  );
  return figures;
}

function summarise(rounds: readonly Record<Dialect, LoadFigures>[]): ByDialect {
  const of = (dialect: Dialect): StreamingFigures => {
    const middle = (figure: (round: LoadFigures, pipe: LoadFigures) => number, digits = 1): number =>
      rounded(median(rounds.map((round) => figure(round[dialect], round.pipe))), digits);
    const cpu = middle((round) => round.cpuSecondsPerMillionTokens);
    return {
      cpuSecondsPerMillionTokens: cpu,
      ratio: middle((round, pipe) => round.cpuSecondsPerMillionTokens / pipe.cpuSecondsPerMillionTokens, 2),
      addedLatencyP50: middle((round) => round.latency.p50),
      addedLatencyP99: middle((round) => round.latency.p99),
      streams: Math.round(1e6 / cpu / (1000 / INTERVAL)),
      wholeCpuSecondsPerMillionTokens: middle((round) => round.wholeCpuSecondsPerMillionTokens),
      wholeRatio: middle(
        (round, pipe) => round.wholeCpuSecondsPerMillionTokens / pipe.wholeCpuSecondsPerMillionTokens,
        2,
      ),
      newestLatencyP50: middle((round) => round.newest.p50),
      newestLatencyP99: middle((round) => round.newest.p99),
      firstTokenP50: middle((round) => round.firstToken.p50),
      tokensPerSecond: middle((round) => round.tokensPerSecond, 0),
      load: middle((round) => round.load, 2),
    };
  };
  return { pipe: of('pipe'), events: of('events'), cumulative: of('cumulative') };
}

function print(count: number, figures: ByDialect): void {
  console.log(`${count} streams`);
  for (const dialect of DIALECTS) {
    const one = figures[dialect];
    console.log(
      `  ${dialect.padEnd(10)} ${one.cpuSecondsPerMillionTokens} CPU s a million tokens (${one.ratio}x; whole turns ${one.wholeCpuSecondsPerMillionTokens}, ${one.wholeRatio}x), ${one.streams} streams a core`,
    );
    console.log(
      `             latency p50 ${one.addedLatencyP50} p99 ${one.addedLatencyP99} ms; newest token of a message ${one.newestLatencyP50} / ${one.newestLatencyP99}; first token ${one.firstTokenP50}; load ${one.load}`,
    );
  }
}
