import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  completionReply,
  embeddingReply,
  errorReply,
  jsonReply,
  textReply,
  type VendorReply,
  type VendorStep,
} from './vendor-replies.ts';

/** A request that the fake vendor got. */
export interface VendorRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  /** The client closed the connection before the reply was complete. */
  readonly aborted: boolean;
  /** Resolves when the exchange is over, completely or not. */
  readonly over: Promise<void>;
}

export interface FakeVendor {
  /** `http://127.0.0.1:PORT/v1` */
  readonly baseUrl: string;
  readonly requests: readonly VendorRequest[];
  /** Connections that were opened so far. */
  readonly connections: number;
  /** The replies to the next requests, in order; afterwards the default reply counts again. */
  next(...replies: readonly VendorReply[]): void;
  /** Waits for the request of this number (from 0). */
  request(index: number): Promise<VendorRequest>;
  close(): Promise<void>;
}

/**
 * A server on the loopback address that speaks the OpenAI wire format. Without a script it greets, streamed or not as
 * it is asked, and embeds texts by their letters; `reply` replaces that, and `next` comes before either.
 */
export async function startFakeVendor(
  reply: (request: VendorRequest, index: number) => VendorReply = defaultReply,
): Promise<FakeVendor> {
  const requests: VendorRequest[] = [];
  const queue: VendorReply[] = [];
  const arrivals = new EventTarget();
  let connections = 0;
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming, response);
    const answer = queue.shift() ?? reply(request, requests.length);
    requests.push(request);
    arrivals.dispatchEvent(new Event('request'));
    await play(answer, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get connections() {
      return connections;
    },
    next: (...replies) => void queue.push(...replies),
    async request(index) {
      for (;;) {
        const request = requests[index];
        if (request) return request;
        await once(arrivals, 'request');
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<VendorRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const body = Buffer.concat(parts).toString();
  let aborted = false;
  const over = new Promise<void>((resolve) => {
    response.on('close', () => {
      aborted = !response.writableFinished;
      resolve();
    });
  });
  return {
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: body === '' ? {} : JSON.parse(body),
    get aborted() {
      return aborted;
    },
    over,
  };
}

async function play(reply: VendorReply, response: ServerResponse): Promise<void> {
  response.statusCode = reply.status ?? 200;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  for (const step of reply.steps) {
    if (!(await perform(step, response)) || response.destroyed) return;
  }
  response.end();
}

/** False when the reply ends without an end. */
async function perform(step: VendorStep, response: ServerResponse): Promise<boolean> {
  if (step instanceof Promise) {
    await step;
    return true;
  }
  if (typeof step === 'string' || step instanceof Uint8Array) {
    // Each step is a packet of its own, as far as the loopback allows.
    await new Promise<void>((resolve) => response.write(step, () => setImmediate(resolve)));
    return true;
  }
  if (step.end === 'reset') response.socket?.resetAndDestroy();
  else response.flushHeaders();
  return false;
}

function defaultReply(request: VendorRequest): VendorReply {
  const { body } = request;
  if (request.path.endsWith('/chat/completions')) {
    return body.stream === true
      ? textReply(['Hello ', 'from the ', 'fake vendor.'])
      : completionReply({ content: 'Hello from the fake vendor.' });
  }
  if (request.path.endsWith('/embeddings')) {
    const texts = [body.input].flat().map(String);
    return embeddingReply(texts.map(letterCounts), body.encoding_format === 'base64' ? 'base64' : 'float');
  }
  if (request.path.endsWith('/models')) {
    return jsonReply({ object: 'list', data: [{ id: 'fake', object: 'model' }] });
  }
  return errorReply(404, { message: 'Unknown path.' });
}

/** Eight numbers that depend on a text's letters alone. */
function letterCounts(text: string): number[] {
  const counts = [1, 0, 0, 0, 0, 0, 0, 0];
  for (const letter of text.toLowerCase()) {
    const bucket = (letter.codePointAt(0) ?? 0) % 8;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}
