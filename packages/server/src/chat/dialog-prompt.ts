import type { Source } from '../domain/chunk.ts';
import { AppError } from '../domain/errors.ts';
import type { ChatCall, ChatModel } from '../ports/chat-model.ts';
import type { Prompts } from '../prompts/prompt.ts';
import { tokensAtMost } from '../text/token-count.ts';
import type { AnswerInput } from './answer-input.ts';
import { type ComposedPrompt, composePrompt } from './compose-prompt.ts';
import type { TurnRequest } from './turn-request.ts';

interface PromptContext {
  readonly prompts: Prompts;
  readonly countTokens: (text: string) => number;
  readonly model: ChatModel;
  /** Best first; undefined for a plain chat. */
  readonly sources: readonly Source[] | undefined;
  readonly isCiting: boolean;
}

/** The prompt of one turn: the dialog's own template, or the product's where it has none. */
export function composeDialogPrompt(input: AnswerInput, context: PromptContext): ComposedPrompt {
  const { request, history } = input;
  const { prompts, countTokens, model, sources, isCiting } = context;
  const { prompt } = request.dialog;
  const fallback = prompts.text(sources ? 'default-system' : 'plain-system');
  const { maxOutputTokens } = settingsOf(request);
  return composePrompt({
    template: prompt.system.trim() === '' ? fallback : prompt.system,
    values: variablesOf(request),
    question: request.question.text,
    history,
    sources: sources ?? [],
    ...(isCiting ? { citationRules: prompts.text('citation-rules') } : {}),
    ...(sources ? { nothingFound: prompts.text('nothing-found') } : {}),
    contextWindow: model.contextWindow,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    countTokens,
    tokensAtMost,
  });
}

/** Tokens of a composed prompt. */
export function countPrompt(
  { system, messages }: ComposedPrompt,
  countTokens: (text: string) => number,
): number {
  let tokens = countTokens(system);
  for (const { content } of messages) {
    if (typeof content === 'string') tokens += countTokens(content);
    else for (const part of content) if (part.type === 'text') tokens += countTokens(part.text);
  }
  return tokens;
}

/** The call that asks the model for the answer. */
export function answerCall({ request, signal }: AnswerInput, composed: ComposedPrompt): ChatCall {
  const { system, messages, maxOutputTokens } = composed;
  const settings = { ...settingsOf(request), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) };
  return { system, messages, settings, signal };
}

function settingsOf({ model, dialog }: TurnRequest) {
  return model?.settings ?? dialog.model.settings;
}

/**
 * Values of the holes that the dialog declares. An optional one that is missing leaves a blank.
 * @throws AppError `invalid-request` for a required one that is missing
 */
function variablesOf({ dialog, variables = {} }: TurnRequest): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, required } of dialog.prompt.variables) {
    if (name === 'knowledge') continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && required) {
      throw new AppError(
        'invalid-request',
        `This assistant needs a value for "${name}"; send it with the question.`,
        {
          field: name,
        },
      );
    }
    Object.defineProperty(values, name, { value: value ?? ' ', enumerable: true });
  }
  return values;
}
