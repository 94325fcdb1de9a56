import { Agent, type Dispatcher, errors, request } from 'undici';
import { AppError } from '../../domain/errors.ts';

/** Where an OpenAI-compatible provider is, and how to get in. */
export interface Endpoint {
  /** Up to and including the version, e.g. `https://api.example.com/v1`. */
  readonly baseUrl: string;
  /** Sent as a bearer token; never part of an error. */
  readonly apiKey?: string;
  /** The connections to use; by default those that all models share. */
  readonly dispatcher?: Dispatcher;
}

let shared: Agent | undefined;

/**
 * The connections that all models share: up to 1,024 to each host, beyond which requests wait their turn. HTTP/1.1,
 * so that closing one stream is closing one socket and reaches the provider at once. Its own time limits are only the
 * last resort (10 minutes of silence); the real ones are set per model.
 */
function sharedConnections(): Agent {
  shared ??= new Agent({
    connections: 1024,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 30_000,
    connect: { timeout: 10_000 },
    headersTimeout: 600_000,
    bodyTimeout: 600_000,
  });
  return shared;
}

/**
 * Posts JSON and returns the answer, whatever its status.
 * @throws AppError `model-unavailable`, `timeout`; the signal's reason when it was aborted
 */
export async function post(
  endpoint: Endpoint,
  path: string,
  body: unknown,
  options: { readonly accept: string; readonly signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: options.accept };
  if (endpoint.apiKey) headers.authorization = `Bearer ${endpoint.apiKey}`;
  try {
    return await request(`${endpoint.baseUrl.replace(/\/+$/, '')}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: options.signal,
      dispatcher: endpoint.dispatcher ?? sharedConnections(),
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw connectionError(endpoint, error);
  }
}

/** What a broken or missing connection means to a caller. */
export function connectionError(endpoint: Endpoint, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const where = hostOf(endpoint.baseUrl);
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return new AppError('timeout', `The model provider at ${where} stopped answering.`, { cause: error });
  }
  if (error instanceof errors.ConnectTimeoutError) {
    return new AppError('timeout', `The model provider at ${where} did not accept a connection in time.`, {
      cause: error,
    });
  }
  return new AppError(
    'model-unavailable',
    `The connection to the model provider at ${where} failed (${codeOf(error)}). Check the base URL and that it runs.`,
    { cause: error },
  );
}

/** Host and port alone: a base URL may carry credentials or a key in its query. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the configured address';
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'connection closed';
}
