import { describe, expect, it } from 'vitest';
import {
  type AnswerScene,
  answerScene,
  DIALOG,
  principal,
  prompts,
  source,
  TEXTS,
} from '../../test/fakes/answer-scene.ts';
import { authorize } from '../domain/access.ts';
import type { ChatEvent } from '../domain/chat-event.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { HistoryMessage } from './turn-request.ts';

function endOf(events: readonly ChatEvent[]) {
  const last = events.at(-1);
  if (last?.type !== 'answer-end') throw new Error('It did not end with an answer.');
  return last;
}

const textOf = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');

describe('an answer', () => {
  it('goes through its stages in order and ends with the sum of its deltas', async () => {
    const { run, model } = await answerScene({});
    const events = await run();
    expect(events.map((event) => ('stage' in event ? `${event.type} ${event.stage}` : event.type))).toEqual([
      'stage-start understand',
      'stage-end understand',
      'stage-start retrieve',
      'stage-end retrieve',
      'references-available',
      'stage-start compose',
      'stage-end compose',
      'stage-start generate',
      'text-delta',
      'stage-end generate',
      'answer-end',
    ]);
    const { answer, trace, usage, finishReason } = endOf(events);
    expect(answer.text).toBe('Up to 240 hours of annual leave carry over [ID:0].');
    expect(answer.text).toBe(textOf(events));
    expect(answer.references.map(({ chunkId }) => chunkId)).toEqual(['c0', 'c1', 'c2']);
    expect(answer.citations).toMatchObject([{ marker: 0, chunkId: 'c0', position: 43, origin: 'model' }]);
    expect([finishReason, usage]).toEqual(['stop', { inputTokens: 10, outputTokens: 1 }]);
    expect(trace).toMatchObject({
      model: model.ref,
      embedding: 'static@Offline',
      searchedChunks: 12,
      vectorWeight: 0.3,
    });
    expect(Object.keys(trace.milliseconds).sort()).toEqual([
      'compose',
      'generate',
      'retrieve',
      'total',
      'understand',
    ]);
  });

  it('logs no text of a source', async () => {
    const { run } = await answerScene({ script: ['I cannot say.'] });
    expect(JSON.stringify(await run())).not.toContain('maximum of 240');
  });

  it('searches the bases of the dialog, with its settings and the question', async () => {
    const { run, searches, model } = await answerScene({
      request: { question: { id: 'q', text: 'Where?', documentIds: ['d1'] }, documentIds: ['d2'] },
    });
    await run();
    expect(searches).toMatchObject([
      {
        query: 'Where?',
        filter: { tenantId: 't', knowledgeBaseIds: ['base'], documentIds: ['d1'] },
        settings: DIALOG.retrieval,
        embedding: 'static@Offline',
      },
    ]);
    expect(model.calls[0]?.system).toContain(TEXTS[2]);
    expect(model.calls[0]?.system).toContain(prompts.text('citation-rules'));
    expect(model.calls[0]?.settings).toEqual({ temperature: 0.1 });
  });

  it('keeps the passages of a stored turn, and drops those of documents that are gone', async () => {
    const conversation = authorize(principal, 'ask', 'conversation', {
      id: 'c',
      tenantId: 't',
    } as Conversation);
    const { run, repositories } = await answerScene({ request: { conversation } });
    await repositories.documents.remove('d1');
    const { answer } = endOf(await run());
    expect(answer.references.map(({ chunkId }) => chunkId)).toEqual(['c0', 'c2']);
    const kept = await repositories.passages.get('t', ['c0', 'c1', 'c2']);
    expect(kept.map(({ id }) => id)).toEqual(['c0', 'c2']);
  });

  it('keeps nothing of a turn that is not stored', async () => {
    const { run, repositories } = await answerScene({});
    await run();
    expect(await repositories.passages.get('t', ['c0', 'c1', 'c2'])).toEqual([]);
  });

  it('notes the sources that the prompt had no room for; marks still count through the references', async () => {
    const sources = [...TEXTS, `Lizards ${'bask '.repeat(9000)}`].map(source);
    const { run } = await answerScene({
      sources,
      script: ['Zebras graze on the plains of Africa [ID:2]. Lizards bask bask [ID:3].'],
    });
    const { answer, trace } = endOf(await run());
    expect(answer.references).toHaveLength(4);
    expect(trace.sources.map(({ dropped }) => dropped)).toEqual([undefined, undefined, undefined, 'no-room']);
    expect(answer.text).toBe('Zebras graze on the plains of Africa [ID:2]. Lizards bask bask.');
  });
});

describe('a question about nothing that is known', () => {
  it('gets the fixed text of the dialog, and the model is not asked', async () => {
    const prompt = { ...DIALOG.prompt, whenNothingFound: 'Not in here.' };
    const { run, model } = await answerScene({ sources: [], dialog: { prompt } });
    const { answer, usage } = endOf(await run());
    expect(answer).toEqual({ text: 'Not in here.', reasoning: '', citations: [], references: [] });
    expect([model.calls.length, usage]).toEqual([0, { inputTokens: 0, outputTokens: 0 }]);
  });

  it('goes to the model when there is no such text; marks that it invents do not get through', async () => {
    const { run, model } = await answerScene({ sources: [], script: ['Perhaps 5 days [ID:0].'] });
    expect(endOf(await run()).answer.text).toBe('Perhaps 5 days.');
    expect(model.calls[0]?.system).toContain(prompts.text('nothing-found'));
    expect(model.calls[0]?.system).not.toContain(prompts.text('citation-rules'));
  });
});

describe('a plain chat', () => {
  it('has no retrieval and no references, and leaves the text alone', async () => {
    const { run, searches, model } = await answerScene({
      dialog: { knowledgeBaseIds: [] },
      script: ['As is [ID:0].'],
      history: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
    });
    const events = await run();
    expect(endOf(events).answer.text).toBe('As is [ID:0].');
    expect(events.some(({ type }) => type === 'references-available')).toBe(false);
    expect(searches).toEqual([]);
    expect(model.calls[0]?.system).toBe(prompts.text('plain-system'));
    expect(model.calls[0]?.messages).toHaveLength(3);
  });

  it('is what a dialog is that declares its variables without knowledge', async () => {
    const prompt = {
      ...DIALOG.prompt,
      system: 'Talk like {who}.',
      variables: [{ name: 'who', required: true }],
    };
    const { run, searches, model } = await answerScene({
      dialog: { prompt },
      request: { variables: { who: 'a pirate' } },
    });
    await run();
    expect(searches).toEqual([]);
    expect(model.calls[0]?.system).toBe('Talk like a pirate.');
  });
});

it('cites nothing when the dialog or the request says so; marks of the model stay', async () => {
  for (const scene of [{ dialog: { answer: { cite: false } } }, { request: { cite: false } }]) {
    const { run, model } = await answerScene({ ...scene, script: ['Up to 240 hours [ID:0].'] });
    const { answer } = endOf(await run());
    expect([answer.text, answer.citations]).toEqual(['Up to 240 hours [ID:0].', []]);
    expect(answer.references).toHaveLength(3);
    expect(model.calls[0]?.system).not.toContain(prompts.text('citation-rules'));
  }
});

it('gives a follow-up its context when no model can rewrite it', async () => {
  const history: HistoryMessage[] = [
    { role: 'user', content: 'How much annual leave do contractors get?' },
    { role: 'assistant', content: 'None.' },
  ];
  const request = { question: { id: 'q', text: 'And interns?' } };
  const { run, searches } = await answerScene({ history, request, followsInstructions: false });
  await run();
  expect(searches[0]).toMatchObject({
    query: 'And interns?',
    context: 'How much annual leave do contractors get?',
  });
});

describe('what cannot be answered', () => {
  it.each([
    [
      'bases of different embeddings',
      { request: { knowledgeBaseIds: ['base', 'other'] } },
      'invalid-request',
    ],
    [
      'a missing value of the prompt',
      {
        dialog: {
          prompt: {
            ...DIALOG.prompt,
            system: '{knowledge} {who}',
            variables: [{ name: 'who', required: true }],
          },
        },
      },
      'invalid-request',
    ],
    [
      'a question longer than the window',
      { contextWindow: 100, request: { question: { id: 'q', text: 'word '.repeat(500) } } },
      'model-context',
    ],
    ['a model that fails', { script: ['One. ', new Error('down')] }, undefined],
  ])('%s', async (_, scene: AnswerScene, code) => {
    const { run } = await answerScene(scene);
    await expect(run()).rejects.toMatchObject(code === undefined ? { message: 'down' } : { code });
  });

  it('S2: a base of another tenant is not searched', async () => {
    const { run, searches } = await answerScene({ request: { knowledgeBaseIds: ['foreign', 'base'] } });
    await run();
    expect(searches[0]?.filter.knowledgeBaseIds).toEqual(['base']);
  });
});

it('passes reasoning on beside the text', async () => {
  const { run } = await answerScene({ script: [{ type: 'reasoning-delta', delta: 'Hm [ID:0]. ' }, 'Yes.'] });
  const { answer } = endOf(await run());
  expect(answer).toMatchObject({ reasoning: 'Hm [ID:0]. ', text: 'Yes.' });
});
