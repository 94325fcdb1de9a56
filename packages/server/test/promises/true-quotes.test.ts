import type { Answer } from '@colloquy/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ParsedSource, parseSources } from '../../src/text/source-block.ts';
import type { VendorRequest } from '../fakes/fake-vendor.ts';
import { textReply } from '../fakes/vendor-replies.ts';
import { type House, openHouse } from './house.ts';

/** Facts without a word in common, each in a document of its own between other sentences. */
const FACTS: readonly (readonly [question: string, fact: string])[] = [
  ['Where do zebras sleep?', 'Zebras sleep in limestone stables near Kisumu.'],
  ['Which valve vents the boiler?', 'Valve K-417 vents the copper boiler every evening.'],
  ['Who repaired the Lisbon organ?', 'Marta Quintela repaired the Lisbon organ during 1873.'],
  ['How deep is lake Vostel?', 'Lake Vostel measures 212 metres at its deepest trench.'],
  ['What does error PX-90 mean?', 'Error PX-90 means a jammed paper tray — 紙づまり 🖨️ included.'],
  ['When does award leave expire?', 'Award leave expires fourteen months after it was granted.'],
  ['Which glue holds the keel?', 'Resorcinol glue holds the keel against salt water.'],
  ['How are truffles stored?', 'Truffles keep longest inside dry arborio rice.'],
];
const FILLER = 'Nothing else is known about this matter. The archive was closed that winter.';

/** Says what the model answers, given the sources that it sees. */
let script: (sources: readonly ParsedSource[]) => readonly string[] = () => ['Hello.'];
let house: House;
let baseId: string;
const files = new Map<string, string>();

beforeAll(async () => {
  house = await openHouse({ reply: (request) => textReply(script(sourcesIn(request))) });
  for (const [number, [, fact]] of FACTS.entries())
    files.set(`fact-${number}.txt`, `Chapter ${number} 😀\n\n${FILLER}\n\n${fact}\n\n${FILLER}\n`);
  ({ baseId } = await house.fill(Object.fromEntries(files)));
});
afterAll(() => house.close());

/** The passages as the model sees them, with the n of their `[ID:n]`. */
function sourcesIn({ body }: VendorRequest): readonly ParsedSource[] {
  const messages = (body.messages ?? []) as readonly { readonly content: unknown }[];
  return parseSources(messages.map(({ content }) => String(content)).join('\n'));
}

/** The kept answer, after the one that was streamed was found to be the same. */
async function ask(question: string): Promise<Answer> {
  const { id: conversationId } = await house.client.createConversation();
  const streamed: unknown[] = [];
  for await (const { event } of house.client.ask({ conversationId, question, baseIds: [baseId] }))
    if (event.type === 'text-delta') streamed.push(...(event.citations ?? []));
  const { exchanges } = await house.client.conversation(conversationId);
  const [kept] = exchanges[0]?.answers ?? [];
  if (kept?.status !== 'done') throw new Error(`The answer is ${kept?.status}.`);
  expect(kept.answer.citations).toEqual(streamed);
  return kept.answer;
}

/** Every quote stands where its citation says: in its passage, in the text of its document, in the bytes that were sent. */
async function expectTrue({ text, citations, sources }: Answer): Promise<void> {
  for (const { marker, chunkId, documentId, documentName, span, start, end, quote, position } of citations) {
    expect(quote.trim()).not.toBe('');
    expect(text.startsWith(`[ID:${marker}]`, position)).toBe(true);
    const source = sources[marker];
    expect([source?.chunkId, source?.documentId]).toEqual([chunkId, documentId]);
    expect(source?.text.slice(span.start, span.end)).toBe(quote);
    const window = await house.client.documentText(documentId, { start, end });
    expect([window.name, window.text]).toEqual([documentName, quote]);
    expect(files.get(documentName)).toContain(quote);
  }
  const marks = [...text.matchAll(/\[ID:(\d+)\]/g)].map(({ index }) => index);
  expect(marks).toEqual(citations.map(({ position }) => position));
}

it.each(FACTS)('P10: %s: the planted fact is quoted where it stands', async (question, fact) => {
  const number = FACTS.findIndex(([other]) => other === question);
  script = (sources) => {
    const source = sources.find(({ document }) => document === `fact-${number}.txt`);
    return [`${fact.slice(0, -1)} `, `[ID:${source?.index ?? 'none'}].`];
  };
  const answer = await ask(question);
  await expectTrue(answer);
  expect(answer.citations.map(({ documentName }) => documentName)).toEqual([`fact-${number}.txt`]);
  expect(answer.citations[0]?.quote).toContain(fact.slice(0, -1));
});

it('P10: of marks set at random those that are wrong are dropped, and those that are right stay', async () => {
  const mark = fc.integer({ min: -1, max: FACTS.length + 3 });
  const line = fc.record({ fact: fc.nat(FACTS.length - 1), marks: fc.array(mark, { maxLength: 3 }) });
  let right = 0;
  let wrong = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 12 }), fc.nat(9), async (lines, cut) => {
      let names: readonly string[] = [];
      script = (sources) => {
        names = sources.map(({ document }) => document);
        const said = lines.map(({ fact, marks }) => {
          const home = sources.find(({ document }) => document === `fact-${fact}.txt`)?.index;
          // -1 is the right one; the others are whatever they happen to be.
          const numbers = marks.map((number) => (number < 0 ? (home ?? 99) : number));
          return `${FACTS[fact]?.[1].slice(0, -1)} ${numbers.map((number) => `[ID:${number}]`).join('')}.`;
        });
        return said.join('\n\n').match(new RegExp(`[^]{1,${cut + 2}}`, 'g')) ?? [];
      };
      const answer = await ask(FACTS.map(([question]) => question).join(' '));
      await expectTrue(answer);
      const said = answer.text.split('\n\n');
      expect(said).toHaveLength(lines.length);
      for (const [index, { fact, marks }] of lines.entries()) {
        const home = names.indexOf(`fact-${fact}.txt`);
        const kept = [...(said[index] ?? '').matchAll(/\[ID:(\d+)\]/g)].map(([, number]) => Number(number));
        // Only a passage that says it is cited for it; facts have no word in common.
        expect(kept.every((number) => number === home)).toBe(true);
        const meant = marks.some((number) => number === home || (number < 0 && home >= 0));
        if (meant) expect(kept).toContain(home);
        right += kept.length;
        wrong += marks.filter((number) => number >= 0 && number !== home).length;
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
  expect(right).toBeGreaterThan(0);
  expect(wrong).toBeGreaterThan(0);
});
