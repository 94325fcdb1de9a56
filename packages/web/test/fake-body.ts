import type { IncomingMessage } from 'node:http';

/** All bytes of a request. */
export async function bytes(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** The body of a request as JSON. */
export async function json(request: IncomingMessage): Promise<unknown> {
  return JSON.parse((await bytes(request)).toString());
}
