import type { ColloquyError } from '@colloquy/client';

/** Nobody answered, or something that stands before the server did; or the server is just going down. */
export function isAbsence({ status, code }: ColloquyError): boolean {
  return (
    status === 0 || ([502, 503, 504].includes(status) && (code === 'internal' || code === 'interrupted'))
  );
}
