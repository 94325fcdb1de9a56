import type { Answer, ChatEvent } from '../domain/chat-event.ts';
import type { Citation, SourceReference } from '../domain/chunk.ts';
import type { AnswerMessage } from '../domain/conversation.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { Passages } from '../ports/repositories.ts';
import type {
  DeliveredAnswer,
  DeliveredCitation,
  DeliveredEvent,
  DeliveredSource,
} from './delivered-event.ts';
import { createTextLookup, type Texts } from './text-lookup.ts';

/**
 * Gives logged and stored answers the texts that their readers see. Nothing is remembered between two events: a
 * document that has been deleted meanwhile answers `deleted: true` and not one byte of its text.
 */
export interface Presenter {
  /** At once, and the same object, for an event without references. */
  present(event: ChatEvent, tenantId: string): DeliveredEvent | Promise<DeliveredEvent>;
  presentAnswer(message: AnswerMessage, tenantId: string): Promise<DeliveredAnswer>;
  /** Many answers of one tenant with one look-up, in their order: what a whole conversation needs. */
  presentAnswers(messages: readonly AnswerMessage[], tenantId: string): Promise<readonly DeliveredAnswer[]>;
}

type Referring = Pick<Answer, 'citations' | 'references'>;

/** Presents from the table of cited passages first, then from the chunk store. */
export function createPresenter(stores: {
  readonly chunks: Pick<ChunkStore, 'get'>;
  readonly passages: Pick<Passages, 'get'>;
}): Presenter {
  const lookup = createTextLookup(stores);
  const load = (tenantId: string, answers: readonly Referring[]): Promise<Texts> =>
    lookup(tenantId, basesById(answers));

  const present = async (event: Referencing, tenantId: string): Promise<DeliveredEvent> => {
    switch (event.type) {
      case 'references-available': {
        const { references, searchedChunks } = event;
        const texts = await load(tenantId, [{ references, citations: [] }]);
        return {
          type: event.type,
          sources: references.map((reference) => toSource(reference, texts)),
          searchedChunks,
        };
      }
      case 'text-delta': {
        const { citations = [] } = event;
        const texts = await load(tenantId, [{ references: [], citations }]);
        return { ...event, citations: citations.map((citation) => toCitation(citation, texts)) };
      }
      case 'answer-end':
        return { ...event, answer: toAnswer(event.answer, await load(tenantId, [event.answer])) };
      case 'error': {
        const { type, problem, partial } = event;
        if (partial === undefined) return { type, problem };
        return { type, problem, partial: toAnswer(partial, await load(tenantId, [partial])) };
      }
    }
  };

  const presentAnswers = async (
    messages: readonly AnswerMessage[],
    tenantId: string,
  ): Promise<readonly DeliveredAnswer[]> => {
    const texts = await load(tenantId, messages);
    return messages.map((message) => toAnswer({ ...message, text: message.content }, texts));
  };

  return {
    present: (event, tenantId) => (refersToText(event) ? present(event, tenantId) : event),
    async presentAnswer(message, tenantId) {
      const [answer] = await presentAnswers([message], tenantId);
      return answer ?? { text: message.content, reasoning: message.reasoning, citations: [], sources: [] };
    },
    presentAnswers,
  };
}

type Referencing = Extract<
  ChatEvent,
  { readonly type: 'references-available' | 'text-delta' | 'answer-end' | 'error' }
>;

/** False for the events whose logged form is their delivered form. */
function refersToText(event: ChatEvent): event is Referencing {
  switch (event.type) {
    case 'references-available':
    case 'answer-end':
    case 'error':
      return true;
    case 'text-delta':
      return event.citations !== undefined;
    default:
      return false;
  }
}

/** Chunk ids with the base in which each can be found; empty where only a citation names the chunk. */
function basesById(answers: readonly Referring[]): Map<string, string> {
  const bases = new Map<string, string>();
  for (const { references, citations } of answers) {
    for (const { chunkId, knowledgeBaseId } of references) bases.set(chunkId, knowledgeBaseId);
    for (const { chunkId, knowledgeBaseId = '' } of citations)
      if (!bases.get(chunkId)) bases.set(chunkId, knowledgeBaseId);
  }
  return bases;
}

function toAnswer(answer: Answer, texts: Texts): DeliveredAnswer {
  return {
    text: answer.text,
    reasoning: answer.reasoning,
    citations: answer.citations.map((citation) => toCitation(citation, texts)),
    sources: answer.references.map((reference) => toSource(reference, texts)),
  };
}

function toSource(reference: SourceReference, texts: Texts): DeliveredSource {
  const { chunkId, documentId, knowledgeBaseId: baseId, score, textScore, vectorScore } = reference;
  const scores = { score, textScore, vectorScore };
  const chunk = texts.get(chunkId);
  if (chunk === undefined) {
    const nothing = { documentName: '', headings: [], text: '', start: 0, end: 0, regions: [] };
    return { chunkId, documentId, baseId, ...nothing, ...scores, deleted: true };
  }
  const { documentName, headings, text, start, end, regions } = chunk;
  return { chunkId, documentId, baseId, documentName, headings, text, start, end, regions, ...scores };
}

function toCitation(citation: Citation, texts: Texts): DeliveredCitation {
  const { knowledgeBaseId: _, ...rest } = citation;
  const chunk = texts.get(citation.chunkId);
  if (chunk === undefined) return { ...rest, documentName: '', start: 0, end: 0, quote: '', deleted: true };
  const { start, end } = citation.span;
  return {
    ...rest,
    documentName: chunk.documentName,
    start: chunk.start + start,
    end: chunk.start + end,
    quote: chunk.text.slice(start, end),
  };
}
