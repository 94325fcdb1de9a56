import type { AddressInfo } from 'node:net';
import type { AnswerQuestion } from '../src/chat/answer-input.ts';
import { createHttpApp, type HttpApp, type Resident } from './http-app.ts';

/** An app on a real port with one person. */
export interface Listening {
  readonly house: HttpApp;
  readonly ann: Resident;
  readonly url: string;
}

/** Opens the app on a free port; its clock stands at 5 s. */
export async function listen(): Promise<Listening> {
  const house = await createHttpApp({ now: () => 5_000 });
  await house.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = house.app.server.address() as AddressInfo;
  return { house, ann: await house.settle('ann'), url: `http://127.0.0.1:${port}` };
}

/** Says the words one by one, each when the test allows it. */
export function onDemand(words: readonly string[]): { answer: AnswerQuestion; next(): void } {
  const steps = words.map(() => Promise.withResolvers<void>());
  let allowed = 0;
  return {
    next: () => steps[allowed++]?.resolve(),
    async *answer({ signal }) {
      for (const [index, delta] of words.entries()) {
        await Promise.race([steps[index]?.promise, aborted(signal)]);
        yield { type: 'text-delta', delta };
      }
      await aborted(signal);
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Posts JSON with the resident's token. */
export function post(url: string, ann: Resident, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: ann.token, 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
}

/** Asks `q1` in the typed dialect. */
export const askTyped = (
  url: string,
  ann: Resident,
  more: object = {},
  signal?: AbortSignal,
): Promise<Response> =>
  post(
    `${url}/turns`,
    ann,
    { conversationId: ann.conversationId, messageId: 'q1', question: 'Q', ...more },
    signal,
  );

/** Asks `q1` in the `/v1` dialect. */
export const askOld = (
  url: string,
  ann: Resident,
  more: object = {},
  signal?: AbortSignal,
): Promise<Response> => {
  const messages = [{ role: 'user', content: 'Q', id: 'q1' }];
  const completion = `${url}/v1/conversation/completion`;
  return post(completion, ann, { conversation_id: ann.conversationId, messages, ...more }, signal);
};

/** The text of a stream, with the ids that differ from run to run named. */
export async function textOf(response: Response, ann: Resident): Promise<string> {
  const text = await response.text();
  const turn = /"turnId":"(\w+)"/.exec(text)?.[1] ?? 'TURN';
  return text.replaceAll(ann.conversationId, 'CONVERSATION').replaceAll(turn, 'TURN');
}

/** The question and the shown answer as they are stored. */
export async function stored(house: HttpApp, { conversationId }: Resident): Promise<unknown> {
  const messages = await house.repositories.conversations.messages(conversationId);
  return messages.map((message) =>
    message.role === 'user' ? message.content : [message.status, message.content],
  );
}

/** Reads until the text contains `part`; the stream stays open. */
export async function readUntil(response: Response, part: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes(part)) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error(`The stream ended before it said ${part}.`);
    text += value;
  }
  return text;
}
