import { errorOf, unreachable } from './colloquy-error.ts';

/** How to reach a server. */
export interface ClientOptions {
  /** E.g. `http://127.0.0.1:9380`; empty for the page's own origin. */
  readonly baseUrl: string;
  /** Session token, or a function that gives the one in force when a request is made. */
  readonly token?: string | (() => string | undefined);
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends one request; every answer it gives has a status below 400. */
export type Transport = (path: string, options?: RequestOptions) => Promise<Response>;

/** The one place that knows base URL, token and how failures become a `ColloquyError`. */
export function createTransport(options: ClientOptions): Transport {
  const base = options.baseUrl.replace(/\/+$/, '');
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  return async (path, request = {}) => {
    const response = await send(base + path, toInit(request, currentToken(options))).catch(
      (cause: unknown) => {
        if (request.signal?.aborted) throw request.signal.reason;
        throw unreachable('The server cannot be reached. Check that it is running, then try again.', cause);
      },
    );
    if (!response.ok) throw await errorOf(response);
    return response;
  };
}

/** The JSON body of an answer. The shape is the server's promise (docs/protocol.md) and is not checked again. */
export async function readJson<Body>(response: Promise<Response>): Promise<Body> {
  const answer = await response;
  // What fetch throws while a body comes in: a TypeError for a broken connection, the signal's reason for an abort.
  return (answer.json() as Promise<Body>).catch((cause: unknown) => {
    if (!(cause instanceof TypeError)) throw cause;
    throw unreachable('The connection to the server broke before the answer was complete. Try again.', cause);
  });
}

function currentToken(options: ClientOptions): string | undefined {
  return typeof options.token === 'function' ? options.token() : options.token;
}

function toInit(request: RequestOptions, token: string | undefined): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (request.json !== undefined) headers['content-type'] = 'application/json';
  const body = request.json === undefined ? request.form : JSON.stringify(request.json);
  return {
    method: request.method ?? 'GET',
    headers,
    ...(body === undefined ? {} : { body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
}
