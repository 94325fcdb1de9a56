import { createMemoryRepositories } from '../../src/adapters/memory/repositories.ts';
import { createAnswer } from '../../src/chat/answer.ts';
import { createTraceDraft } from '../../src/chat/trace-draft.ts';
import type { HistoryMessage, TurnRequest } from '../../src/chat/turn-request.ts';
import { authorize } from '../../src/domain/access.ts';
import type { Source } from '../../src/domain/chunk.ts';
import type { Dialog } from '../../src/domain/dialog.ts';
import { STANDARD_BASE_SETTINGS } from '../../src/domain/document.ts';
import type { ModelRef } from '../../src/domain/model.ts';
import type { RetrievalRequest } from '../../src/ports/retriever.ts';
import { loadPrompts } from '../../src/prompts/prompt.ts';
import { collect } from '../collect.ts';
import { type Script, scriptedChatModel } from './scripted-chat-model.ts';

/** Texts of the sources, one a document. */
export const TEXTS = [
  'You can carry over a maximum of 240 annual leave hours.',
  'The badge office opens at 9:30 on weekdays.',
  'Zebras graze on the plains of eastern Africa.',
];
export const principal = { userId: 't', tenantId: 't', via: 'session' as const };
export const prompts = loadPrompts();

/** Searches `base`, cites, has no template of its own. */
export const DIALOG: Dialog = {
  id: 'dialog',
  tenantId: 't',
  name: 'D',
  description: '',
  knowledgeBaseIds: ['base'],
  searchEverything: false,
  question: { rewriteFollowUps: false, translateInto: [], addKeywords: false },
  retrieval: { topN: 6, candidates: 100, minimumScore: 0.1 },
  prompt: { system: '', opener: '', variables: [] },
  model: { settings: { temperature: 0.1 } },
  answer: { cite: true },
  createdAt: 0,
  updatedAt: 0,
};

/** A source with this text, chunk `c` and document `d` of this number. */
export function source(text: string, index: number): Source {
  const chunk = {
    id: `c${index}`,
    tenantId: 't',
    knowledgeBaseId: 'base',
    documentId: `d${index}`,
    documentName: `Paper ${index}`,
    ordinal: 0,
    start: 0,
    end: text.length,
    text,
    headings: [],
    keywords: [],
    regions: [],
  };
  return { chunk, score: 0.9, textScore: 0.8, vectorScore: 0.7 };
}

export interface AnswerScene {
  readonly script?: Script;
  readonly dialog?: Partial<Dialog>;
  readonly request?: Partial<TurnRequest>;
  readonly sources?: readonly Source[];
  readonly history?: readonly HistoryMessage[];
  readonly contextWindow?: number;
  readonly followsInstructions?: boolean;
}

/** One question through its stages, with a scripted model and a retriever that finds what it is told. */
export async function answerScene(scene: AnswerScene) {
  const repositories = createMemoryRepositories();
  const base = { name: 'B', tenantId: 't', settings: STANDARD_BASE_SETTINGS, createdAt: 0, updatedAt: 0 };
  const embedding: ModelRef = 'static@Offline';
  await repositories.knowledgeBases.save({ ...base, id: 'base', embedding });
  await repositories.knowledgeBases.save({ ...base, id: 'other', name: 'O', embedding: 'big@Cloud' });
  await repositories.knowledgeBases.save({ ...base, id: 'foreign', name: 'F', tenantId: 'x', embedding });
  for (const index of TEXTS.keys()) {
    await repositories.documents.save({
      id: `d${index}`,
      tenantId: 't',
      knowledgeBaseId: 'base',
      name: `Paper ${index}`,
      mediaType: 'text/plain',
      size: 1,
      contentHash: `h${index}`,
      status: 'ready',
      progress: 1,
      chunkCount: 1,
      tokenCount: 1,
      createdAt: 0,
      updatedAt: 0,
    });
  }
  const model = scriptedChatModel(scene.script ?? ['Up to 240 hours of annual leave carry over (ID: 0).'], {
    contextWindow: scene.contextWindow ?? 8000,
    followsInstructions: scene.followsInstructions ?? true,
  });
  const searches: RetrievalRequest[] = [];
  const sources = scene.sources ?? TEXTS.map(source);
  const answer = createAnswer({
    models: { chat: async () => model },
    retriever: {
      async retrieve(request) {
        searches.push(request);
        const trace = sources.map(({ chunk }, index) => ({
          chunkId: chunk.id,
          textScore: 1,
          gramScore: 1,
          vectorScore: 1,
          fusedRank: index + 1,
          fusedScore: 1,
        }));
        return { sources, searchedChunks: 12, vectorWeight: 0.3, trace };
      },
    },
    repositories,
    prompts,
    countTokens: (text) => text.split(/\s+/).length,
  });
  const request: TurnRequest = {
    tenantId: 't',
    userId: 't',
    dialog: authorize(principal, 'ask', 'dialog', { ...DIALOG, ...scene.dialog }),
    question: { id: 'q', text: 'How much leave can I carry over?' },
    ...scene.request,
  };
  const trace = createTraceDraft(request.question.text, performance.now());
  const signal = new AbortController().signal;
  const run = () => collect(answer({ request, history: scene.history ?? [], trace, signal }));
  return { run, model, searches, trace, repositories };
}
