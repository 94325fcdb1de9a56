// Runs of many streams at once through a relay, measured while all of them run.
import { setTimeout } from 'node:timers/promises';
import type { BenchServer } from './bench-server.ts';
import { type BenchProcess, startBenchProcess } from './child-process.ts';
import { clock, cpuSeconds, createLoadMeter, percentile } from './process-figures.ts';
import type { Pace, Spoken } from './provider-process.ts';
import type { Dialect, Seen, StreamToRead } from './reader-process.ts';
import { questionOf } from './scripted-answer.ts';

/** Milliseconds from the moment in which the provider has written a token to that in which its reader has it. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** The figures of one run, of the time in which all streams were running unless said otherwise. */
export interface LoadFigures {
  readonly cpuSecondsPerMillionTokens: number;
  /** With the beginnings and the ends: sign-in, search, prompt, rows. */
  readonly wholeCpuSecondsPerMillionTokens: number;
  readonly latency: Latency;
  /** Of the newest token of each message, which has waited least for company. */
  readonly newest: Latency;
  readonly firstToken: Latency;
  readonly tokensPerSecond: number;
  /** Share of the machine's processors that was in use, by everything on it. */
  readonly load: number;
}

/** The provider and the readers; every run asks them again. */
export interface StreamLoad {
  readonly provider: string;
  readonly providerProcess: BenchProcess;
  run(streams: readonly StreamToRead[], relay: { readonly pid: number }, ramp: number): Promise<LoadFigures>;
  /** Starts streams and returns at once; the promise is for their end. */
  read(streams: readonly StreamToRead[], ramp: number): Promise<readonly Seen[]>;
  pace(pace: Pace): Promise<void>;
  /** Resolves when this many streams have had their first text. */
  started(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startStreamLoad(): Promise<StreamLoad> {
  const providerProcess = await startBenchProcess('provider-process.ts');
  const reader = await startBenchProcess('reader-process.ts');
  const provider = await providerProcess.call<string>('listen');
  const progress = () => reader.call<{ started: number; ended: number }>('progress');
  const read = (streams: readonly StreamToRead[], ramp: number) =>
    reader.call<readonly Seen[]>('read', { streams, ramp });

  async function started(count: number): Promise<void> {
    while ((await progress()).started < count) await setTimeout(20);
  }

  return {
    provider,
    providerProcess,
    read,
    started,
    pace: (pace) => providerProcess.call('pace', pace),
    async run(streams, { pid }, ramp) {
      await providerProcess.call('takeSpoken');
      const take = async () => ({
        cpu: cpuSeconds(pid),
        sent: await providerProcess.call<number>('sent'),
        at: clock(),
      });
      const [load, before] = [createLoadMeter(), await take()];
      const reading = read(streams, ramp);
      await Promise.race([started(streams.length), reading]);
      load();
      const first = await take();
      while ((await progress()).ended === 0) await setTimeout(20);
      const last = await take();
      const busy = load();
      const seen = await reading;
      const after = await take();
      const spoken = await providerProcess.call<readonly Spoken[]>('takeSpoken');
      return {
        cpuSecondsPerMillionTokens: perMillion(first, last),
        wholeCpuSecondsPerMillionTokens: perMillion(before, after),
        ...latencies(seen, spoken, [first.at, last.at]),
        tokensPerSecond: ((last.sent - first.sent) / (last.at - first.at)) * 1000,
        load: busy,
      };
    },
    async stop() {
      await Promise.all([providerProcess.stop(), reader.stop()]);
    },
  };
}

interface Moment {
  readonly cpu: number;
  readonly sent: number;
}

function perMillion(from: Moment, to: Moment): number {
  return ((to.cpu - from.cpu) / (to.sent - from.sent)) * 1e6;
}

/** @throws Error when a stream did not bring the whole of its answer: figures of a broken run mean nothing */
function latencies(
  seen: readonly Seen[],
  spoken: readonly Spoken[],
  [from, to]: readonly [number, number],
): Pick<LoadFigures, 'latency' | 'newest' | 'firstToken'> {
  const spokenOf = new Map(spoken.map((one) => [one.stream, one]));
  const [all, newest, firsts]: [number[], number[], number[]] = [[], [], []];
  for (const { stream, times, lengths, complete, problem } of seen) {
    const { lengths: tokens, sentAt } = spokenOf.get(stream) ?? { lengths: [], sentAt: [] };
    const whole = tokens.reduce((sum, length) => sum + length, 0);
    if (whole === 0 || whole !== complete || lengths.at(-1) !== whole) {
      throw new Error(`Stream ${stream} brought ${lengths.at(-1)} of ${whole} characters: ${problem ?? ''}`);
    }
    let token = 0;
    let said = 0;
    for (const [index, length] of lengths.entries()) {
      const came = times[index] ?? 0;
      let latency: number | undefined;
      // A token has come when its last character has.
      for (; token < tokens.length && said + (tokens[token] ?? 0) <= length; token += 1) {
        said += tokens[token] ?? 0;
        const sent = sentAt[token] ?? 0;
        latency = came - sent;
        if (token === 0) firsts.push(latency);
        if (sent >= from && sent <= to) all.push(latency);
      }
      if (latency !== undefined && came >= from && came <= to) newest.push(latency);
    }
  }
  return { latency: summary(all), newest: summary(newest), firstToken: summary(firsts) };
}

function summary(values: readonly number[]): Latency {
  const sorted = Float64Array.from(values).sort();
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

let streamNumber = 0;

/** Questions in fresh conversations of the product. */
export async function questionsFor(
  server: BenchServer,
  dialect: Exclude<Dialect, 'pipe'>,
  count: number,
): Promise<StreamToRead[]> {
  const streams: StreamToRead[] = [];
  for (let index = 0; index < count; index += 1) {
    const { id } = await server.client.createConversation();
    streams.push(questionIn(server, dialect, id));
  }
  return streams;
}

function questionIn(
  { url, token, baseId }: BenchServer,
  dialect: Exclude<Dialect, 'pipe'>,
  id: string,
): StreamToRead {
  const stream = ++streamNumber;
  const question = questionOf(stream);
  const old = dialect === 'cumulative';
  return {
    stream,
    dialect,
    url: url + (old ? '/v1/conversation/completion' : '/turns'),
    headers: {
      'content-type': 'application/json',
      authorization: old ? token : `Bearer ${token}`,
    },
    body: JSON.stringify(
      old
        ? { conversation_id: id, messages: [{ role: 'user', content: question }], stream: true }
        : { conversationId: id, question, baseIds: [baseId] },
    ),
  };
}

/** The same number of streams through the byte pipe. */
export function pipedStreams(url: string, count: number): StreamToRead[] {
  return Array.from({ length: count }, () => {
    const stream = ++streamNumber;
    const messages = [{ role: 'user', content: questionOf(stream) }];
    const body = JSON.stringify({ stream: true, messages });
    return { stream, url, dialect: 'pipe' as const, headers: { 'content-type': 'application/json' }, body };
  });
}
