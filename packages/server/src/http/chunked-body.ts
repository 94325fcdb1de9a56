import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** The body of a response whose length nobody knows. Its head has gone out. */
export interface ChunkedBody {
  /** False when the socket wants no more for now, as {@link ServerResponse.write} says. `text` is not empty. */
  write(text: string): boolean;
  end(whenSent: () => void): void;
}

/**
 * Node writes a chunk (RFC 9112, section 7.1) in four pieces and gathers them for the kernel; many small chunks cost
 * less as one string each. So the frames of the chunks are made here, and Node is told that there is nothing to frame.
 * A response without chunks (HTTP/1.0), or without a connection of its own at this moment, is left to Node.
 */
export function openChunkedBody(response: ServerResponse): ChunkedBody {
  const framesItself = response.chunkedEncoding && response.socket instanceof Socket;
  if (!framesItself)
    return { write: (text) => response.write(text), end: (whenSent) => void response.end(whenSent) };
  response.chunkedEncoding = false;
  return {
    write: (text) => response.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`),
    end(whenSent) {
      // The last chunk, which has no content, is Node's again.
      response.chunkedEncoding = true;
      response.end(whenSent);
    },
  };
}
