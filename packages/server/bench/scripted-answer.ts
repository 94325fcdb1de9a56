// A small library about a harbour, and what a model that has read it says, token by token.
import { parseSources } from '../src/text/source-block.ts';

interface Fact {
  readonly name: string;
  readonly sentence: string;
}

const FACTS: readonly Fact[] = [
  { name: 'ferries', sentence: 'The ferry to Norholm leaves the east pier at 7:40 on weekdays' },
  { name: 'berths', sentence: 'A berth for a sailing boat costs 18 crowns a night in the harbour' },
  { name: 'crane', sentence: 'The crane lifts boats of at most 12 tonnes and must be booked two days ahead' },
  { name: 'fuel', sentence: 'The fuel station at the harbour sells diesel until 9 in the evening' },
  {
    name: 'lock',
    sentence: 'The lock of the harbour opens twice a day, an hour before and after high water',
  },
  { name: 'customs', sentence: 'Boats from abroad report to customs at the blue house within 24 hours' },
  {
    name: 'water',
    sentence: 'Drinking water at the piers of the harbour is free for guests from May to September',
  },
  {
    name: 'harbour-master',
    sentence: 'The harbour master can be called on channel 14 at any hour of the night',
  },
];

const REMARKS = [
  'It is best to think about this part well before anything else happens.',
  'Many people forget it, and then they stand there with nothing to do but wait.',
  'Whether that suits you depends on plans about which you have said little so far.',
];

/** The documents to upload. */
export const DOCUMENTS = FACTS.map(({ name, sentence }) => ({
  name: `${name}.md`,
  data: new TextEncoder().encode(
    `# Harbour guide: ${name.replace('-', ' ')}\n\n${sentence}. This page is a part of the guide for guests, and the office answers what it leaves open.\n`,
  ),
}));

/** A question that finds them. The number, which stands in no document, says whose answer it is. */
export function questionOf(stream: number): string {
  return `What does the harbour guide say about ferry, berth, crane, fuel, lock, customs, water and the harbour master? #${stream}`;
}

/** The stream that a request to the model belongs to. */
export function streamIn(body: string): number {
  return Number(/#(\d+)/.exec(body)?.[1] ?? 0);
}

/**
 * An answer of `count` tokens: two sentences of three rest on a source of the prompt and carry its mark, cut as
 * models cut it. A mark comes about every 25 tokens.
 */
export function answerTokens(system: string, count: number): string[] {
  const markOf = new Map(parseSources(system).map(({ document, index }) => [document, index]));
  const tokens: string[] = [];
  for (let number = 0; tokens.length < count; number += 1) {
    const fact = FACTS[number % FACTS.length];
    if (fact === undefined) break;
    tokens.push(...words(fact.sentence));
    const mark = markOf.get(`${fact.name}.md`);
    if (mark !== undefined) tokens.push(' [', 'ID', ':', String(mark), ']');
    tokens.push('.');
    if (number % 2 === 1) tokens.push(...words(REMARKS[number % REMARKS.length] ?? ''));
  }
  return endOnWords(tokens.slice(0, count));
}

/**
 * The sentence that was cut becomes plain words. What is cut inside a mark would be taken out of the answer, and what
 * is cut before its mark would be shown with another text than was said: nobody could tell then what has arrived.
 */
function endOnWords(tokens: readonly string[]): string[] {
  const end = tokens.lastIndexOf('.') + 1;
  return tokens.map((token, index) => (index < end && index < tokens.length - 1 ? token : ' indeed'));
}

function words(sentence: string): string[] {
  return sentence.split(' ').map((word) => ` ${word}`);
}
