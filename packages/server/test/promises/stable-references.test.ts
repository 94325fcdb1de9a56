import type { Answer, ChatEvent } from '@colloquy/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

const RUNS = Number(process.env.COLLOQUY_REFERENCE_RUNS ?? 2);
const QUESTION = 'When does award leave expire, and how are hours counted?';
/** One mark that is right, one that is right for whatever source comes second, one without support, one out of range. */
const SAID = [
  'Award leave expires one year after it is issued [ID:0]. ',
  'Hours of duty are counted by the week [ID:1]. ',
  'Zebras sing in Latin [ID:0]. Nothing is there [ID:99]. ',
];

let house: House;
let written = 0;
let asked = 0;

beforeAll(async () => {
  house = await openHouse({
    reply: () => {
      asked += 1;
      return textReply([`Answer ${asked}: `, ...SAID]);
    },
  });
});
afterAll(() => house.close());

type Dialect = 'typed' | 'old';
type Step =
  | { readonly do: 'ask' | 'add' | 'restart' }
  | { readonly do: 'again' | 'replace' | 'delete'; readonly which: number };

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom('again' as const, 'replace' as const, 'delete' as const),
        which: fc.nat(20),
      }),
    },
  ),
  { minLength: 8, maxLength: 12 },
);

/** An answer as its first reader saw it, in the words of its dialect. */
interface Live {
  readonly dialect: Dialect;
  readonly turnId: string;
  readonly shown: unknown;
}

interface OldAnswer {
  readonly answer: string;
  readonly reference: { readonly chunks: readonly { readonly document_id: string }[] };
}

/** A conversation with all that has been seen of it, and the documents that it is about. */
class Talk {
  readonly #conversationId: string;
  readonly #baseId: string;
  readonly #dialect: Dialect;
  /** By question; the last answer of each is the one that is shown. */
  readonly questions: { readonly id: string; readonly answers: Live[] }[] = [];
  readonly #standing: string[] = [];
  readonly #deleted = new Set<string>();
  #names = 0;

  constructor(dialect: Dialect, baseId: string, conversationId: string) {
    this.#dialect = dialect;
    this.#baseId = baseId;
    this.#conversationId = conversationId;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'ask':
        return this.#ask({});
      case 'add':
        return this.add();
      case 'restart':
        await house.kill();
        return house.start();
      case 'again':
        return this.#ask({ again: this.questions[step.which % this.questions.length]?.id });
      case 'replace':
        return this.#replace(step.which);
      case 'delete': {
        const [id] = this.#standing.splice(step.which % Math.max(1, this.#standing.length), 1);
        if (id === undefined) return;
        await house.client.deleteDocument(id);
        this.#deleted.add(id);
        return;
      }
      default:
        return step satisfies never;
    }
  }

  async add(): Promise<void> {
    written += 1;
    const text = `# Leave\n\nRule Zq${written}: award leave expires one year after it is issued. Hours of duty are counted by the week.\n`;
    const { files } = await house.client.addDocuments(this.#baseId, [
      { name: `rule-${written}.md`, data: Buffer.from(text) },
    ]);
    const id = files[0]?.document?.id ?? '';
    await house.client.waitForDocuments(this.#baseId, { ids: [id], interval: 10 });
    this.#standing.push(id);
  }

  /** A branch: another question takes the place of this one and of all that follow. The old dialect knows none. */
  async #replace(which: number): Promise<void> {
    if (this.#dialect === 'old' || this.questions.length === 0) return;
    const index = which % this.questions.length;
    const replaces = this.questions[index]?.id;
    this.questions.splice(index);
    await this.#ask({ replaces });
  }

  async #ask({ again, replaces }: { readonly again?: string; readonly replaces?: string }): Promise<void> {
    this.#names += 1;
    const id = again ?? `q${this.#names}`;
    const live = await (this.#dialect === 'typed' ? this.#askTyped(id, replaces) : this.#askOld(id));
    const standing = this.questions.find((question) => question.id === id);
    if (standing === undefined) this.questions.push({ id, answers: [live] });
    else standing.answers.push(live);
  }

  async #askTyped(messageId: string, replaces?: string): Promise<Live> {
    const turn = {
      conversationId: this.#conversationId,
      messageId,
      question: QUESTION,
      baseIds: [this.#baseId],
      ...(replaces === undefined ? {} : { replaces }),
    };
    const events: ChatEvent[] = [];
    for await (const { event } of house.client.ask(turn)) events.push(event);
    const [first] = events;
    const last = events.at(-1);
    if (first?.type !== 'turn-start' || last?.type !== 'answer-end') throw new Error(JSON.stringify(last));
    expectAgreement(events, last.answer);
    return { dialect: 'typed', turnId: first.turnId, shown: last.answer };
  }

  async #askOld(id: string): Promise<Live> {
    const response = await house.fetch('/v1/conversation/completion', {
      json: { conversation_id: this.#conversationId, messages: [{ role: 'user', content: QUESTION, id }] },
    });
    const frames = (await response.text()).split('\n\n').slice(0, -1);
    const data = JSON.parse(frames.at(-2)?.slice('data:'.length) ?? '').data as OldAnswer;
    return { dialect: 'old', turnId: '', shown: { answer: data.answer, reference: data.reference } };
  }

  /** What a reload shows is what was shown, but for the texts of documents that are gone. */
  async expectReloadAsLive(): Promise<void> {
    await (this.#dialect === 'typed' ? this.#expectTyped() : this.#expectOld());
  }

  async #expectTyped(): Promise<void> {
    const { exchanges } = await house.client.conversation(this.#conversationId);
    expect(exchanges.map(({ id }) => id)).toEqual(this.questions.map(({ id }) => id));
    for (const [index, { answers }] of this.questions.entries()) {
      const reloaded = exchanges[index]?.answers ?? [];
      expect(reloaded.map(({ turnId }) => turnId)).toEqual(answers.map(({ turnId }) => turnId));
      for (const [number, { shown, turnId }] of answers.entries()) {
        const expected = this.#withoutDeleted(shown as Answer);
        expect(reloaded[number]?.answer).toEqual(expected);
        expect(await replayed(turnId)).toEqual(expected);
      }
    }
  }

  async #expectOld(): Promise<void> {
    const answer = await house.fetch(`/v1/conversation/get?conversation_id=${this.#conversationId}`);
    const { data } = (await answer.json()) as {
      data: { message: { role: string; content: string }[]; reference: unknown[] };
    };
    const said = data.message.slice(1).filter(({ role }) => role === 'assistant');
    const shown = said.map(({ content }, index) => ({ answer: content, reference: data.reference[index] }));
    expect(data.reference).toHaveLength(said.length);
    expect(shown).toEqual(
      this.questions.map(({ answers }) => this.#withoutDeletedOld(answers.at(-1)?.shown as OldAnswer)),
    );
  }

  #withoutDeleted({ citations, sources, ...rest }: Answer): Answer {
    return {
      ...rest,
      citations: citations.map((citation) =>
        this.#deleted.has(citation.documentId)
          ? { ...citation, documentName: '', quote: '', start: 0, end: 0, deleted: true }
          : citation,
      ),
      sources: sources.map((source) =>
        this.#deleted.has(source.documentId)
          ? {
              ...source,
              documentName: '',
              text: '',
              headings: [],
              regions: [],
              start: 0,
              end: 0,
              deleted: true,
            }
          : source,
      ),
    };
  }

  #withoutDeletedOld(shown: OldAnswer): OldAnswer {
    const gone = (id: string): boolean => this.#deleted.has(id);
    const { doc_aggs: documents, ...reference } = shown.reference as OldAnswer['reference'] & {
      readonly doc_aggs: readonly { readonly doc_id: string }[];
    };
    const chunks = reference.chunks.map((chunk) =>
      gone(chunk.document_id)
        ? { ...chunk, content: '', document_name: '', positions: [], deleted: true }
        : chunk,
    );
    const named = documents.map((item) => (gone(item.doc_id) ? { ...item, doc_name: '' } : item));
    return { ...shown, reference: { ...reference, chunks, doc_aggs: named } as OldAnswer['reference'] };
  }
}

/** The marks that came with the words are those of the whole answer, at the places where they stand in it. */
function expectAgreement(events: readonly ChatEvent[], answer: Answer): void {
  const deltas = events.flatMap((event) => (event.type === 'text-delta' ? [event] : []));
  expect(deltas.map(({ delta }) => delta).join('')).toBe(answer.text);
  expect(deltas.flatMap(({ citations }) => citations ?? [])).toEqual(answer.citations);
  for (const { marker, position, quote, span, chunkId } of answer.citations) {
    expect(answer.text.slice(position).startsWith(`[ID:${marker}]`)).toBe(true);
    expect(answer.sources[marker]?.chunkId).toBe(chunkId);
    expect(answer.sources[marker]?.text.slice(span.start, span.end)).toBe(quote);
  }
}

async function replayed(turnId: string): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  for await (const { event } of house.client.follow(turnId))
    if (event.type === 'answer-end') answer = event.answer;
  return answer;
}

it.each(['typed', 'old'] as const)(
  'P11: in the %s dialect a reload shows what was live, after any delete, regenerate or branch',
  async (dialect) => {
    let cited = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const { id: baseId } = await house.client.createBase({ name: `Rules ${written} ${dialect}` });
        const dialog = (await house.client.dialogs())[0];
        if (dialog === undefined) throw new Error('There is no assistant.');
        const { id } = await house.client.createConversation({ dialogId: dialog.id });
        const talk = new Talk(dialect, baseId, id);
        await talk.add();
        await talk.add();
        await talk.take({ do: 'ask' });
        cited += JSON.stringify(talk.questions).match(/one year after it is issued/g)?.length ?? 0;
        for (const step of sequence) {
          await talk.take(step);
          await talk.expectReloadAsLive();
        }
        // The base goes too, so that the next run is about its own documents alone.
        await house.client.deleteBase(baseId);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(cited).toBeGreaterThan(RUNS);
  },
  120_000,
);
