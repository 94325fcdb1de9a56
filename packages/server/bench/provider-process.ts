// An OpenAI-compatible provider that speaks at a steady pace and remembers when it said what.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { serveCalls } from './child-process.ts';
import { clock } from './process-figures.ts';
import { answerTokens, streamIn } from './scripted-answer.ts';

/** How the provider speaks from now on. */
export interface Pace {
  /** Tokens of an answer. */
  readonly tokens: number;
  /** Milliseconds between two of them. */
  readonly interval: number;
}

/** What was said in one stream: the length of each token's text, and when it was written to the socket. */
export interface Spoken {
  readonly stream: number;
  readonly lengths: readonly number[];
  readonly sentAt: Float64Array;
}

/** An answer ready to be sent, made once for each list of sources. */
interface Script {
  readonly frames: readonly Buffer[];
  readonly lengths: readonly number[];
}

interface Speech {
  readonly script: Script;
  readonly response: ServerResponse;
  readonly sentAt: Float64Array;
  next: number;
}

const SLOTS = 20;
const END = Buffer.from(
  `${frame({}, 'stop')}data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 900, completion_tokens: 400 } })}\n\ndata: [DONE]\n\n`,
);

let pace: Pace = { tokens: 400, interval: 20 };
let spoken: Spoken[] = [];
let sent = 0;
const scripts = new Map<string, Script>();
/** The streams, by the part of the interval in which they speak: a wheel, turned once an interval. */
const wheel = Array.from({ length: SLOTS }, () => new Set<Speech>());

const server = createServer(async (request, response) => {
  const body = await text(request);
  const script = scriptFor(body);
  const sentAt = new Float64Array(script.frames.length);
  const speech: Speech = { script, response, sentAt, next: 0 };
  spoken.push({ stream: streamIn(body), lengths: script.lengths, sentAt });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const slot = wheel[slotAt(clock())];
  slot?.add(speech);
  response.on('close', () => slot?.delete(speech));
});

function scriptFor(body: string): Script {
  const { messages = [] } = JSON.parse(body) as { messages?: { role: string; content: string }[] };
  const system = messages.find(({ role }) => role === 'system')?.content ?? '';
  const tokens = answerTokens(system, pace.tokens);
  const key = tokens.join('|');
  let script = scripts.get(key);
  if (script === undefined) {
    script = {
      frames: tokens.map((content) => Buffer.from(frame({ content }, null))),
      lengths: tokens.map(({ length }) => length),
    };
    scripts.set(key, script);
  }
  return script;
}

function frame(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench', choices })}\n\n`;
}

function slotAt(now: number): number {
  return Math.floor((now / pace.interval) * SLOTS) % SLOTS;
}

function speak(speech: Speech): void {
  const { script, response, sentAt } = speech;
  const bytes = script.frames[speech.next];
  if (bytes === undefined) {
    response.end(END);
    for (const slot of wheel) slot.delete(speech);
    return;
  }
  sentAt[speech.next] = clock();
  speech.next += 1;
  sent += 1;
  response.write(bytes);
}

let turned = 0;
/** Speaks for every slot that has come since the last time. */
function turn(): void {
  const now = Math.floor((clock() / pace.interval) * SLOTS);
  // A pause of the whole process is not made up for by a burst.
  turned = Math.max(turned, now - 5 * SLOTS);
  while (turned < now) {
    turned += 1;
    for (const speech of wheel[turned % SLOTS] ?? []) speak(speech);
  }
}

setInterval(turn, 1);

serveCalls({
  async listen() {
    server.listen(0, '127.0.0.1', 4096);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  },
  pace(next: Pace) {
    pace = next;
    scripts.clear();
  },
  /** Tokens sent since the beginning. */
  sent: () => sent,
  /** What has been said since the last time. */
  takeSpoken(): readonly Spoken[] {
    const taken = spoken;
    spoken = [];
    return taken;
  },
});
