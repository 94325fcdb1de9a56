// Readers of many streams, in a process of their own: each notes when how much of the answer had come.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { serveCalls } from './child-process.ts';
import { clock } from './process-figures.ts';

/** What a stream's messages look like: the provider's own, our typed events, the old cumulative ones. */
export type Dialect = 'pipe' | 'events' | 'cumulative';

/** A request whose answer is read as a stream. */
export interface StreamToRead {
  readonly stream: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly dialect: Dialect;
}

/** What one reader saw: after each message with text, the time, and the length of the answer so far. */
export interface Seen {
  readonly stream: number;
  readonly times: readonly number[];
  readonly lengths: readonly number[];
  /** Length of the answer by the stream's own account at its end; undefined when it has not come to its end. */
  readonly complete?: number;
  readonly problem?: string;
}

/** Gives the length of the answer after a message, from the length before; undefined when it has no text. */
type Measure = (data: string, before: number) => number | undefined;

const MEASURES: Readonly<Record<Dialect, Measure>> = {
  pipe(data, before) {
    if (data === '[DONE]') return undefined;
    const content = JSON.parse(data).choices[0]?.delta.content;
    return content === undefined ? undefined : before + content.length;
  },
  events: (data, before) =>
    data.startsWith('{"type":"text-delta"') ? before + JSON.parse(data).delta.length : undefined,
  cumulative: (data) => JSON.parse(data).data.answer?.length,
};

const agent = new Agent({ keepAlive: true });
let started = 0;
let ended = 0;

async function read({ stream, url, headers, body, dialect }: StreamToRead): Promise<Seen> {
  const times: number[] = [];
  const lengths: number[] = [];
  let length = 0;
  let complete: number | undefined;
  const outgoing = request(url, { method: 'POST', agent, headers });
  outgoing.end(body);
  try {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
    for await (const data of messages(answer)) {
      if (isLast(data)) complete = dialect === 'events' ? lengthAtEnd(data) : length;
      const next = MEASURES[dialect](data, length);
      if (next === undefined || next === length) continue;
      if (times.length === 0) started += 1;
      length = next;
      times.push(clock());
      lengths.push(length);
    }
  } catch (error) {
    return { stream, times, lengths, problem: String(error) };
  } finally {
    ended += 1;
  }
  return { stream, times, lengths, ...(complete === undefined ? {} : { complete }) };
}

function isLast(data: string): boolean {
  return data === '[DONE]' || data.startsWith('{"type":"answer-end"') || data.endsWith('"data":true}');
}

function lengthAtEnd(data: string): number {
  return JSON.parse(data).answer.text.length;
}

async function* messages(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of answer.setEncoding('utf8')) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trimStart();
  }
}

serveCalls({
  /** Opens the streams one after the other over `ramp` milliseconds and reads them to their ends. */
  async read({ streams, ramp }: { readonly streams: readonly StreamToRead[]; readonly ramp: number }) {
    started = 0;
    ended = 0;
    const begin = clock();
    const reading: Promise<Seen>[] = [];
    for (const [index, stream] of streams.entries()) {
      const wait = begin + (index / streams.length) * ramp - clock();
      if (wait > 1) await setTimeout(wait);
      reading.push(read(stream));
    }
    return Promise.all(reading);
  },
  /** How many streams have had a first text, and how many are over. */
  progress: () => ({ started, ended }),
});
