import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LibraryDocument } from '@colloquy/protocol';
import { TEXTS } from './fake-script.ts';
import { fail, type State } from './fake-state.ts';

interface Call {
  readonly id: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Texts and bytes of the documents of the scripted server, whole or by parts. */
export function documentRoutes(fake: State) {
  const find = (id: string): LibraryDocument =>
    fake.documents.find((document) => document.id === id) ??
    fail(404, 'not-found', 'There is no such document.');
  return {
    'GET /documents/:id/text': ({ id, url }: Call) => {
      const { name } = find(id);
      const text = fake.texts.get(name) ?? TEXTS[name] ?? `${name}\n\nNothing of note.`;
      const start = Math.min(Number(url.searchParams.get('start') ?? 0), text.length);
      const end = Math.min(Number(url.searchParams.get('end') ?? text.length), text.length);
      return { documentId: id, name, start, end, length: text.length, text: text.slice(start, end) };
    },
    'GET /documents/:id/content': ({ id, request, response }: Call): undefined => {
      const { name, mediaType } = find(id);
      const whole = fake.files.get(name) ?? Buffer.from(TEXTS[name] ?? '');
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      response.writeHead(start === undefined ? 200 : 206, { 'content-type': mediaType });
      response.end(start === undefined ? whole : whole.subarray(Number(start), Number(end) + 1));
    },
  };
}
