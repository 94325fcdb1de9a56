// Whether memory stays level while events stream for a long time.
import { setTimeout } from 'node:timers/promises';
import { startBenchServer } from './bench-server.ts';
import { clock, createLoadMeter, residentMegabytes, rounded } from './process-figures.ts';
import { questionsFor, startStreamLoad } from './stream-load.ts';

export interface SoakResult {
  readonly events: number;
  readonly minutes: number;
  /** By least squares over the time after the warm-up, which is the first third. */
  readonly megabytesPerHour: number;
  readonly megabytesPerMillionEvents: number;
  readonly afterWarmUpMegabytes: number;
  readonly atEndMegabytes: number;
  readonly load: number;
}

interface Sample {
  readonly hours: number;
  readonly megabytes: number;
}

const INTERVAL = 20;
const TOKENS = 600;

/** Asks one question after the other on so many streams until so many events were read. Prints a line unless `json`. */
export async function run(options: {
  readonly events: number;
  readonly streams: number;
  readonly json: boolean;
}): Promise<SoakResult> {
  const load = await startStreamLoad();
  const server = await startBenchServer(load.provider);
  const samples: Sample[] = [];
  const began = clock();
  const sampling = setIntervalOf(500, () =>
    samples.push({ hours: (clock() - began) / 3_600_000, megabytes: residentMegabytes(server.pid) }),
  );
  const meter = createLoadMeter();
  try {
    await load.pace({ tokens: TOKENS, interval: INTERVAL });
    let events = 0;
    while (events < options.events) {
      const seen = await load.read(await questionsFor(server, 'events', options.streams), 500);
      await load.providerProcess.call('takeSpoken');
      events += seen.reduce((sum, { times }) => sum + times.length, 0);
    }
    await sampling.stop();
    const result = summarise(samples, events, rounded(meter(), 2));
    if (!options.json) console.table(result);
    return result;
  } finally {
    await sampling.stop();
    await server.stop();
    await load.stop();
  }
}

function summarise(samples: readonly Sample[], events: number, load: number): SoakResult {
  const warm = samples.slice(Math.floor(samples.length / 3));
  const megabytesPerHour = slope(warm);
  const hours = samples.at(-1)?.hours ?? 0;
  return {
    events,
    minutes: rounded(hours * 60),
    megabytesPerHour: rounded(megabytesPerHour),
    megabytesPerMillionEvents: rounded((megabytesPerHour * hours * 1e6) / events),
    afterWarmUpMegabytes: rounded(warm[0]?.megabytes ?? 0),
    atEndMegabytes: rounded(warm.at(-1)?.megabytes ?? 0),
    load,
  };
}

/** Least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ hours }) => hours)), mean(samples.map(({ megabytes }) => megabytes))];
  let covariance = 0;
  let variance = 0;
  for (const { hours, megabytes } of samples) {
    covariance += (hours - x) * (megabytes - y);
    variance += (hours - x) ** 2;
  }
  return covariance / variance;
}

function setIntervalOf(milliseconds: number, work: () => void): { stop(): Promise<void> } {
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      work();
      await setTimeout(milliseconds);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}
