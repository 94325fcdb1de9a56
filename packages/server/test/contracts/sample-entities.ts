import type { User } from '../../src/domain/account.ts';
import type { Chunk } from '../../src/domain/chunk.ts';
import type { AnswerMessage, Conversation, Message, Question } from '../../src/domain/conversation.ts';
import type { Dialog } from '../../src/domain/dialog.ts';
import { type Document, type KnowledgeBase, STANDARD_BASE_SETTINGS } from '../../src/domain/document.ts';
import type { OpenTurn, Repositories } from '../../src/ports/repositories.ts';

export function user(id: string, more: Partial<User> = {}): User {
  return { id, tenantId: id, nickname: 'Somebody', createdAt: 1, updatedAt: 1, ...more };
}

export function base(id: string, more: Partial<KnowledgeBase> = {}): KnowledgeBase {
  const settings = STANDARD_BASE_SETTINGS;
  return { id, tenantId: 't', name: 'Base', embedding: 'e@f', settings, createdAt: 1, updatedAt: 1, ...more };
}

export function document(id: string, more: Partial<Document> = {}): Document {
  return {
    id,
    tenantId: 't',
    knowledgeBaseId: 'b1',
    name: 'guide/setup.md',
    mediaType: 'text/markdown',
    size: 10,
    contentHash: 'hash',
    status: 'queued',
    progress: 0,
    chunkCount: 0,
    tokenCount: 0,
    createdAt: 1,
    updatedAt: 1,
    ...more,
  };
}

export function passage(id: string, more: Partial<Chunk> = {}): Chunk {
  return {
    id,
    tenantId: 't',
    knowledgeBaseId: 'b1',
    documentId: 'd1',
    documentName: 'guide/setup.md',
    ordinal: 1,
    start: 3,
    end: 9,
    text: 'Grüße',
    headings: ['One', 'Two'],
    keywords: [],
    regions: [{ page: 1, box: [0, 1.5, 2, 3] }],
    ...more,
  };
}

export function dialog(id: string, more: Partial<Dialog> = {}): Dialog {
  return {
    id,
    tenantId: 't',
    name: 'Assistant',
    description: '',
    knowledgeBaseIds: ['b1', 'b2'],
    searchEverything: false,
    question: { rewriteFollowUps: true, translateInto: ['vi'], addKeywords: false },
    retrieval: { topN: 8, candidates: 200, minimumScore: 0.2, vectorWeight: 0.3 },
    prompt: { system: '{knowledge}', opener: 'Hello', variables: [{ name: 'knowledge', required: true }] },
    model: { settings: { temperature: 0.1 } },
    answer: { cite: true },
    createdAt: 1,
    updatedAt: 1,
    ...more,
  };
}

export function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id,
    tenantId: 't',
    userId: 'u',
    dialogId: 'g1',
    name: 'Talk',
    opener: '',
    createdAt: 1,
    updatedAt: 1,
    ...more,
  };
}

export function turn(messageId: string, turnId: string): OpenTurn {
  return { turnId, tenantId: 't', conversationId: 'v', messageId };
}

export function question(id: string, position: number): Question {
  return {
    role: 'user',
    id,
    conversationId: 'v',
    position,
    content: `What is ${id}?`,
    documentIds: ['d1'],
    createdAt: 50,
  };
}

export function answer(
  id: string,
  turnId: string,
  more: Partial<AnswerMessage> = {},
): Omit<AnswerMessage, 'alternative'> {
  return {
    role: 'assistant',
    id,
    conversationId: 'v',
    turnId,
    status: 'running',
    content: '',
    reasoning: '',
    references: [],
    citations: [],
    createdAt: 51,
    ...more,
  };
}

export function finalAnswer(id: string, turnId: string): Omit<AnswerMessage, 'alternative'> {
  const source = { chunkId: 'c1', documentId: 'd1', knowledgeBaseId: 'b1' };
  return answer(id, turnId, {
    status: 'failed',
    content: 'It is this [ID:0]',
    reasoning: 'Thinking',
    references: [{ ...source, score: 0.5, textScore: 0.25, vectorScore: 1 }],
    citations: [
      {
        marker: 0,
        chunkId: 'c1',
        documentId: 'd1',
        span: { start: 1, end: 2 },
        position: 11,
        origin: 'model',
      },
    ],
    finishReason: 'stop',
    problem: { code: 'timeout', message: 'Slow.', retryable: true },
    usage: { inputTokens: 3, outputTokens: 0 },
    trace: {
      question: 'q',
      searchText: 's',
      model: 'm@f',
      milliseconds: { total: 1 },
      searchedChunks: 1,
      vectorWeight: 0,
      sources: [],
    },
  });
}

export function begin(
  all: Repositories,
  messageId: string,
  turnId: string,
  { tenantId = 't', replaces }: { readonly tenantId?: string; readonly replaces?: string } = {},
): Promise<void> {
  const { position: _, ...asked } = question(messageId, 0);
  return all.conversations.beginTurn(
    { ...turn(messageId, turnId), tenantId },
    asked,
    answer(messageId, turnId),
    replaces,
  );
}

export function label(message: Message): string {
  return message.role === 'user' ? message.id : `${message.id}/${message.alternative}`;
}
