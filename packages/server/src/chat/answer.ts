import type { ChatEvent, Stage } from '../domain/chat-event.ts';
import type { Source, SourceReference } from '../domain/chunk.ts';
import { AppError } from '../domain/errors.ts';
import type { ModelEvent } from '../ports/chat-model.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Repositories } from '../ports/repositories.ts';
import type { Retrieval, Retriever } from '../ports/retriever.ts';
import type { Prompts } from '../prompts/prompt.ts';
import { createAnswerDraft } from './answer-draft.ts';
import type { AnswerQuestion } from './answer-input.ts';
import { cite } from './cite.ts';
import { answerCall, composeDialogPrompt, countPrompt } from './dialog-prompt.ts';
import { keepPassages } from './keep-passages.ts';
import { searchScope } from './search-scope.ts';
import { finishTrace, noteDropped, noteRetrieval, type TraceDraft } from './trace-draft.ts';
import { understand } from './understand.ts';

export interface AnswerOptions {
  readonly models: Pick<ModelCatalog, 'chat'>;
  readonly retriever: Retriever;
  readonly repositories: Pick<Repositories, 'knowledgeBases' | 'passages'>;
  readonly prompts: Prompts;
  readonly countTokens: (text: string) => number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds of a clock that never jumps, with fractions: for durations. The same as that of the turns. */
  readonly clock?: () => number;
}

const NOTHING: Retrieval = { sources: [], searchedChunks: 0, vectorWeight: 0, trace: [] };

/**
 * What happens to a question, stage by stage: understand it, retrieve passages, compose the prompt, generate the
 * answer while its citations are checked. A dialog without bases skips retrieval; one with a fixed text for the case
 * that nothing is found does not ask the model then.
 */
export function createAnswer(options: AnswerOptions): AnswerQuestion {
  const { models, retriever, repositories, prompts, countTokens } = options;
  const { now = Date.now, clock = () => performance.now() } = options;

  return async function* answer(input) {
    const { request, history, trace, signal } = input;
    const { tenantId, dialog, question } = request;
    const stage = createStageClock(trace, clock);
    const draft = createAnswerDraft();

    yield stage.begin('understand');
    const model = await models.chat(tenantId, request.model?.ref ?? dialog.model.ref);
    trace.model = model.ref;
    const scope = await searchScope(repositories.knowledgeBases, request);
    const today = new Date(now()).toISOString().slice(0, 10);
    const about = { question: question.text, history, wishes: dialog.question, today };
    const search = scope ? await understand({ ...about, model, prompts, signal }) : undefined;
    trace.searchText = search?.searchText ?? question.text;
    yield stage.end('understand');

    let found = NOTHING;
    if (scope && search) {
      yield stage.begin('retrieve');
      const { searchText: query, context } = search;
      const where = { filter: scope.filter, settings: dialog.retrieval, embedding: scope.embedding };
      found = await retriever.retrieve({ query, context, ...where, signal });
      if (request.conversation)
        found = { ...found, sources: await keepPassages(repositories, tenantId, found.sources) };
      noteRetrieval(trace, found, scope.embedding);
      yield stage.end('retrieve');
      const references = found.sources.map(toReference);
      const event: ChatEvent = {
        type: 'references-available',
        references,
        searchedChunks: found.searchedChunks,
      };
      draft.add(event);
      yield event;
    }

    yield stage.begin('compose');
    const isCiting = scope !== undefined && dialog.answer.cite && request.cite !== false;
    const sources = scope && found.sources;
    const composed = composeDialogPrompt(input, { prompts, countTokens, model, sources, isCiting });
    trace.countInput = () => countPrompt(composed, countTokens);
    noteDropped(trace, found.sources.slice(composed.sourceCount));
    yield stage.end('compose');

    yield stage.begin('generate');
    const fixed = sources?.length === 0 ? dialog.prompt.whenNothingFound : undefined;
    const said = fixed ? sayFixed(fixed) : model.stream(answerCall(input, composed));
    const checked = isCiting && !fixed;
    const events = checked ? cite(said, found.sources.slice(0, composed.sourceCount)) : said;
    for await (const event of events) {
      if (event.type === 'end') {
        yield stage.end('generate');
        const { finishReason, usage } = event;
        yield {
          type: 'answer-end',
          answer: draft.answer(),
          finishReason,
          usage,
          trace: finishTrace(trace, clock()),
        };
        return;
      }
      if (event.type === 'tool-call') continue; // no tools are offered
      draft.add(event);
      yield event;
    }
    throw new AppError('model-unavailable', `The model "${model.ref}" stopped without an end; ask again.`);
  };
}

/** Begins and ends stages, and notes in the trace how long each took. */
function createStageClock(trace: TraceDraft, clock: () => number) {
  let began = 0;
  return {
    begin(stage: Stage): ChatEvent {
      began = clock();
      return { type: 'stage-start', stage };
    },
    end(stage: Stage): ChatEvent {
      const milliseconds = Math.round((clock() - began) * 100) / 100;
      trace.milliseconds[stage] = milliseconds;
      return { type: 'stage-end', stage, milliseconds };
    },
  };
}

/** The fixed text of a dialog, as if a model had said it. */
async function* sayFixed(text: string): AsyncGenerator<ModelEvent> {
  yield { type: 'text-delta', delta: text };
  yield { type: 'end', finishReason: 'stop', usage: { inputTokens: 0, outputTokens: 0 } };
}

function toReference({ chunk, score, textScore, vectorScore }: Source): SourceReference {
  const { id: chunkId, documentId, knowledgeBaseId } = chunk;
  return { chunkId, documentId, knowledgeBaseId, score, textScore, vectorScore };
}
