import { describe, expect, it } from 'vitest';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import type { ChatEvent } from '../domain/chat-event.ts';
import type { Chunk, Citation, SourceReference } from '../domain/chunk.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import { createPresenter } from './present.ts';

function chunk(id: string, text: string): Chunk {
  return {
    id,
    tenantId: 't',
    knowledgeBaseId: 'base',
    documentId: `doc-${id}`,
    documentName: `${id}.md`,
    ordinal: 0,
    start: 100,
    end: 100 + text.length,
    text,
    headings: ['Leave'],
    keywords: [],
    regions: [],
  };
}

const FIRST = chunk('a', 'Leave is long. It is paid.');
const SECOND = chunk('b', 'Forms are short.');

const reference = ({ id, documentId, knowledgeBaseId }: Chunk): SourceReference => ({
  chunkId: id,
  documentId,
  knowledgeBaseId,
  score: 0.5,
  textScore: 0.4,
  vectorScore: 0.6,
});
const citation: Citation = {
  marker: 0,
  chunkId: 'a',
  documentId: 'doc-a',
  knowledgeBaseId: 'base',
  span: { start: 15, end: 26 },
  position: 9,
  origin: 'model',
};

/** A store that holds these chunks, and counts how often it is asked. */
function storeOf(...chunks: readonly Chunk[]) {
  const asked: string[][] = [];
  const get: ChunkStore['get'] = async (filter, ids) => {
    asked.push([...ids]);
    return chunks.filter(
      (one) => ids.includes(one.id) && filter.knowledgeBaseIds.includes(one.knowledgeBaseId),
    );
  };
  return { asked, get };
}

const noPassages = createMemoryRepositories().passages;

describe('present', () => {
  it('gives references their texts, and a citation its quote and its place in the document', async () => {
    const { present } = createPresenter({ chunks: storeOf(FIRST, SECOND), passages: noPassages });
    const references = [reference(FIRST), reference(SECOND)];
    expect(await present({ type: 'references-available', references, searchedChunks: 7 }, 't')).toMatchObject(
      {
        sources: [
          {
            chunkId: 'a',
            baseId: 'base',
            documentName: 'a.md',
            text: FIRST.text,
            start: 100,
            textScore: 0.4,
          },
          { chunkId: 'b', text: SECOND.text },
        ],
        searchedChunks: 7,
      },
    );
    const delta = await present({ type: 'text-delta', delta: 'Paid [ID:0]', citations: [citation] }, 't');
    expect(delta).toEqual({
      type: 'text-delta',
      delta: 'Paid [ID:0]',
      citations: [
        {
          marker: 0,
          chunkId: 'a',
          documentId: 'doc-a',
          documentName: 'a.md',
          span: { start: 15, end: 26 },
          start: 115,
          end: 126,
          quote: 'It is paid.',
          position: 9,
          origin: 'model',
        },
      ],
    });
  });

  it('P16: a deleted document leaves ids, offsets and scores, and no text', async () => {
    const { present } = createPresenter({ chunks: storeOf(), passages: noPassages });
    const answer = {
      text: 'Paid [ID:0]',
      reasoning: '',
      citations: [citation],
      references: [reference(FIRST)],
    };
    const event = await present(
      { type: 'error', problem: { code: 'interrupted', message: 'm', retryable: true }, partial: answer },
      't',
    );
    expect(event).toMatchObject({
      partial: {
        text: 'Paid [ID:0]',
        citations: [
          { chunkId: 'a', span: { start: 15, end: 26 }, quote: '', documentName: '', deleted: true },
        ],
        sources: [{ chunkId: 'a', score: 0.5, text: '', documentName: '', headings: [], deleted: true }],
      },
    });
    expect(JSON.stringify(event)).not.toContain('paid');
  });

  it('reads the kept passage first, so that a new reading of the document moves no quote', async () => {
    const kept = { get: async () => [FIRST] };
    const store = storeOf({ ...FIRST, text: 'Something else.' });
    const { present } = createPresenter({ chunks: store, passages: kept });
    const event = await present({ type: 'text-delta', delta: '', citations: [citation] }, 't');
    expect(event).toMatchObject({ citations: [{ quote: 'It is paid.' }] });
    expect(store.asked).toEqual([]);
  });
});

it('passes events without references through as they are, without a look-up', async () => {
  const store = storeOf(FIRST);
  const { present } = createPresenter({ chunks: store, passages: noPassages });
  const stage: ChatEvent = { type: 'stage-start', stage: 'understand' };
  const text: ChatEvent = { type: 'text-delta', delta: 'Hello' };
  expect(present(stage, 't')).toBe(stage);
  expect(present(text, 't')).toBe(text);
  expect(store.asked).toEqual([]);
});

it('looks up together what is asked for together', async () => {
  const store = storeOf(FIRST);
  const { present } = createPresenter({ chunks: store, passages: noPassages });
  const citing: ChatEvent = { type: 'text-delta', delta: '[ID:0]', citations: [citation] };
  const [one, other] = await Promise.all([present(citing, 't'), present(citing, 't')]);
  expect(one).toMatchObject({ citations: [{ quote: 'It is paid.' }] });
  expect(other).toEqual(one);
  expect(store.asked).toEqual([['a']]);
});

it('mixes no two tenants in a look-up, and remembers nothing from one to the next', async () => {
  const store = storeOf(FIRST);
  const { present } = createPresenter({ chunks: store, passages: noPassages });
  const citing: ChatEvent = { type: 'text-delta', delta: '[ID:0]', citations: [citation] };
  await Promise.all([present(citing, 't'), present(citing, 'u')]);
  await present(citing, 't');
  expect(store.asked).toEqual([['a'], ['a'], ['a']]);
});

it('presents a whole conversation with one look-up', async () => {
  const store = storeOf(FIRST, SECOND);
  const { presentAnswers } = createPresenter({ chunks: store, passages: noPassages });
  const message = (id: string, one: Chunk) => ({
    role: 'assistant' as const,
    id,
    conversationId: 'c',
    turnId: `turn-${id}`,
    alternative: 0,
    status: 'done' as const,
    content: `Text ${id}`,
    reasoning: '',
    references: [reference(one)],
    citations: [],
    createdAt: 0,
  });
  const answers = await presentAnswers([message('1', FIRST), message('2', SECOND)], 't');
  expect(answers.map(({ text, sources }) => [text, sources[0]?.text])).toEqual([
    ['Text 1', FIRST.text],
    ['Text 2', SECOND.text],
  ]);
  expect(store.asked).toEqual([['a', 'b']]);
});

it('never changes the type of an event', async () => {
  const { present } = createPresenter({ chunks: storeOf(), passages: noPassages });
  const answer = { text: '', reasoning: '', citations: [], references: [] };
  const events: ChatEvent[] = [
    { type: 'turn-start', turnId: 't', conversationId: '', messageId: 'm', createdAt: 0 },
    { type: 'reasoning-delta', delta: 'r' },
    { type: 'error', problem: { code: 'internal', message: 'm', retryable: false }, partial: answer },
  ];
  for (const event of events) expect((await present(event, 't')).type).toBe(event.type);
});
