import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ChatEvent, Problem } from '@colloquy/protocol';
import { expect, it } from 'vitest';
import { STATUS_OF } from '../src/http/problem.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/protocol.md'), 'utf8');
const examples = Array.from(page.matchAll(/```json\n([\s\S]*?)\n```/g), (match) =>
  JSON.parse(match[1] ?? ''),
);
const events = examples.filter((example) => 'type' in example);

it('docs/protocol.md shows every event, as the schema has it', () => {
  for (const event of events) expect(ChatEvent.parse(event)).toEqual(event);
  const shown = new Set(events.map(({ type }) => type));
  expect([...shown].sort()).toEqual(ChatEvent.options.map(({ shape }) => shape.type.value).sort());
});

it('its citations quote what stands in its sources', () => {
  const end = events.map((event) => ChatEvent.parse(event)).find((event) => event.type === 'answer-end');
  const { answer } = end?.type === 'answer-end' ? end : expect.fail('The page shows no answer.');
  for (const { marker, span, quote, position, start } of answer.citations) {
    expect(answer.sources[marker]?.text.slice(span.start, span.end)).toBe(quote);
    expect(answer.text.slice(position)).toMatch(new RegExp(`^\\[ID:${marker}\\]`));
    expect(start).toBe((answer.sources[marker]?.start ?? 0) + span.start);
  }
});

it('lists every error code with its status', () => {
  const listed = Array.from(page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm), (match) => [
    match[1],
    Number(match[2]),
  ]);
  expect(Object.fromEntries(listed)).toEqual(STATUS_OF);
  expect(Problem.safeParse(examples.find((example) => 'code' in example)).success).toBe(true);
});
