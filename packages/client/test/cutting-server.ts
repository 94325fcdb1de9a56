import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatEvent, ConversationView, NewTurn } from '@colloquy/protocol';

/** What the server does with one connection that asks for events. */
export interface Cut {
  /** Events to send on this connection before it is cut; all without it. */
  readonly after?: number;
  /** Cut in the middle of the next event's bytes instead of between two events. */
  readonly midEvent?: boolean;
  /** Cut before the head of the answer has been sent. */
  readonly beforeHead?: boolean;
  /** Answer with this status instead. */
  readonly status?: number;
  /** Send the head, then nothing, and keep the connection. */
  readonly silent?: boolean;
  /** Number of the event to send again first, as a reader that replays too much would. */
  readonly replayFrom?: number;
}

export interface CuttingServer {
  readonly url: string;
  /** One entry a request for events, in order: method, path and Last-Event-ID. */
  readonly requests: string[];
  /** Questions that the server took, in order. */
  readonly turns: NewTurn[];
  close(): Promise<void>;
}

/** A turn with these events that lives on a real socket, whose connections are cut as told (then served fully). */
export async function startCuttingServer(
  events: readonly ChatEvent[],
  cuts: readonly Cut[] = [],
): Promise<CuttingServer> {
  const requests: string[] = [];
  const turns: NewTurn[] = [];
  const plan = [...cuts];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const last = request.headers['last-event-id'];
    if (path.startsWith('/conversations/')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(conversationWith(turns)));
      return;
    }
    requests.push(`${request.method} ${path}${last === undefined ? '' : ` after ${last}`}`);
    if (request.method === 'POST') turns.push(JSON.parse(await bodyOf(request)) as NewTurn);
    serve(response, events, Number(last ?? 0), plan.shift() ?? {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, turns, close: () => closeServer(server) };
}

function serve(response: ServerResponse, events: readonly ChatEvent[], after: number, cut: Cut): void {
  if (cut.beforeHead) {
    response.destroy();
    return;
  }
  if (cut.status !== undefined) {
    response.writeHead(cut.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 'not-found', message: 'There is no such turn.', retryable: false }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': open\n\n');
  if (cut.silent) return;
  const from = cut.replayFrom === undefined ? after : cut.replayFrom - 1;
  const frames = events.slice(from).map((event, index) => frame(from + index + 1, event));
  if (cut.after === undefined) {
    response.end(frames.join(''));
    return;
  }
  const rest = cut.midEvent ? (frames[cut.after] ?? '').slice(0, 20) : '';
  response.write(frames.slice(0, cut.after).join('') + rest, () => response.destroy());
}

function frame(seq: number, event: ChatEvent): string {
  return `id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const bytes of request) body += String(bytes);
  return body;
}

function conversationWith(turns: readonly NewTurn[]): ConversationView {
  const common = { id: 'c1', name: 'Talk', dialogId: 'd1', createdAt: 1, updatedAt: 1, opener: '' };
  const answer = { text: '', reasoning: '', citations: [], sources: [] };
  const exchanges = turns.map(({ messageId, question }) => ({
    id: messageId ?? '',
    question,
    createdAt: 1,
    answers: [{ turnId: 't1', alternative: 0, status: 'running' as const, answer, createdAt: 1 }],
  }));
  return { ...common, exchanges };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
