import { describe, expect, it } from 'vitest';
import type { DeliveredAnswer, DeliveredEvent } from '../../chat/delivered-event.ts';
import { type CumulativeContext, createCumulativeEncoder } from './cumulative.ts';

const context: CumulativeContext = {
  conversationId: 'c1',
  messageId: 'm1',
  cite: true,
  now: () => 1_500,
  countTokens: (text) => text.split(' ').filter((word) => word !== '').length,
};

const source = {
  chunkId: 'k1',
  documentId: 'd1',
  baseId: 'b1',
  documentName: 'guide.pdf',
  headings: [],
  text: 'Press the red button.',
  start: 0,
  end: 21,
  regions: [{ page: 2, box: [10, 20, 30, 40] as const }],
  score: 0.5,
  textScore: 0.25,
  vectorScore: 0.75,
};
const citation = {
  marker: 0,
  chunkId: 'k1',
  documentId: 'd1',
  documentName: 'guide.pdf',
  span: { start: 0, end: 21 },
  start: 0,
  end: 21,
  quote: 'Press the red button.',
  position: 14,
  origin: 'model' as const,
};

function end(answer: Partial<DeliveredAnswer>): DeliveredEvent {
  return {
    type: 'answer-end',
    answer: { text: '', reasoning: '', citations: [], sources: [], ...answer },
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1 },
    trace: {
      question: 'How?',
      searchText: 'how',
      model: 'm@f',
      milliseconds: { retrieve: 1.25, total: 10 },
      searchedChunks: 12,
      vectorWeight: 0.3,
      sources: [],
    },
  };
}

function encode(events: readonly DeliveredEvent[], changes: Partial<CumulativeContext> = {}): string[] {
  const encoder = createCumulativeEncoder({ ...context, ...changes });
  const frames = events.flatMap((event, index) => encoder({ seq: index + 1, event }));
  expect(frames.every((frame) => frame.id === undefined && frame.event === undefined)).toBe(true);
  return frames.map(({ data }) => data);
}

const say = (delta: string): DeliveredEvent => ({ type: 'text-delta', delta });
const ids = '"created_at":1.5,"id":"m1","conversation_id":"c1","session_id":"c1"';
const prompt =
  '## Question\\n\\nHow?\\n\\n## Searched for\\n\\nhow\\n\\n## How\\n\\n  - model: m@f\\n\\n  - passages searched: 12' +
  '\\n\\n  - weight of the vectors: 0.30\\n\\n  - retrieve: 1.3 ms\\n\\n  - total: 10.0 ms';
const batch = (answer: string): string =>
  `{"code":0,"message":"","data":{"answer":"${answer}","reference":{"chunks":[]},"audio_binary":null,${ids},"prompt":""}}`;
const DONE = '{"code":0,"message":"","data":true}';

describe('the cumulative encoder', () => {
  it('shows a whole stream byte by byte', () => {
    const events: DeliveredEvent[] = [
      { type: 'turn-start', turnId: 't1', conversationId: 'c1', messageId: 'm1', createdAt: 1 },
      { type: 'stage-start', stage: 'retrieve' },
      { type: 'references-available', sources: [source], searchedChunks: 12 },
      { type: 'stage-end', stage: 'retrieve', milliseconds: 1 },
      say('Press it '),
      { type: 'text-delta', delta: '[ID:0]', citations: [citation] },
      end({ text: 'Press it [ID:0]', citations: [citation], sources: [source] }),
    ];
    expect(encode(events)).toEqual([
      batch('Press it '),
      batch('Press it [ID:0]'),
      '{"code":0,"message":"","data":{"answer":"Press it [ID:0]","reference":{"total":1,"chunks":[{"id":"k1",' +
        '"content":"Press the red button.","document_id":"d1","document_name":"guide.pdf","dataset_id":"b1",' +
        '"image_id":null,"positions":[[2,10,30,20,40]],"url":null,"similarity":0.5,"vector_similarity":0.75,' +
        '"term_similarity":0.25,"doc_type":null}],"doc_aggs":[{"doc_name":"guide.pdf","doc_id":"d1","count":1}]},' +
        `"audio_binary":null,${ids},"prompt":"${prompt}"}}`,
      DONE,
    ]);
  });

  it('sends the first words at once, then batches of sixteen tokens, then the rest', () => {
    const words = Array.from({ length: 40 }, (_, index) => `w${index} `);
    const text = words.join('');
    const frames = encode([...words.map(say), end({ text })]);
    const answers = frames.slice(0, -2).map((data) => JSON.parse(data).data.answer);
    expect(answers).toEqual([words[0], words.slice(0, 17).join(''), words.slice(0, 33).join(''), text]);
  });

  it('puts thoughts into a tag that is closed in every event', () => {
    const frames = encode([
      { type: 'reasoning-delta', delta: 'Hm' },
      say('Yes.'),
      end({ text: 'Yes.', reasoning: 'Hm' }),
    ]);
    expect(frames.slice(0, -1).map((data) => JSON.parse(data).data.answer)).toEqual([
      '<think>Hm</think>',
      '<think>Hm</think>Yes.',
      '<think>Hm</think>Yes.',
    ]);
  });

  it.each([
    ['not-found', 404],
    ['forbidden', 403],
    ['timeout', 504],
    ['rate-limited', 429],
    ['model-quota', 429],
    ['model-unavailable', 500],
    ['internal', 500],
  ] as const)('tells %s as %i, after what was said and before the end', async (code, number) => {
    const problem = { code, message: 'It broke.', retryable: false };
    expect(encode([say('One '), say('two '), { type: 'error', problem }])).toEqual([
      batch('One '),
      batch('One two '),
      `{"code":${number},"message":"It broke.","data":{"answer":"**ERROR**: It broke.","reference":[],"audio_binary":null,${ids},"prompt":""}}`,
      DONE,
    ]);
  });

  it('gives an empty reference when the caller wants no citations', () => {
    const frames = encode([say('A'), end({ text: 'A', sources: [source] })], { cite: false });
    expect(frames.slice(0, -1).map((data) => JSON.parse(data).data.reference)).toEqual([{}, {}]);
  });

  it('ends a plain answer, and one without any text, with a final event too', () => {
    const frames = encode([end({})]);
    expect(frames).toHaveLength(2);
    expect(JSON.parse(frames[0] ?? '').data).toMatchObject({
      answer: '',
      reference: { total: 0, chunks: [], doc_aggs: [] },
    });
  });
});
